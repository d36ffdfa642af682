// The way in at the first start: a user `admin` with a password that is shown once.
#pragma once

#include "appliance/base/result.hpp"
#include "webui/user_book.hpp"

#include <string>

namespace portolan::roles {

// Does nothing where there are users. The password goes to `password_file` (0600), which `portolan up` shows
// and deletes; it is kept nowhere else.
Result<void> make_first_user(webui::UserBook& users, const std::string& password_file);

}  // namespace portolan::roles
