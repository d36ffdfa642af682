// MAC addresses as sites write them.
#pragma once

#include "appliance/base/result.hpp"

#include <string_view>

namespace portolan::policy {

// "02:00:00:00:00:01"; lower case, so that equal addresses are equal text.
Result<void> check_mac(std::string_view text);

}  // namespace portolan::policy
