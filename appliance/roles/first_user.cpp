#include "appliance/roles/first_user.hpp"

#include "appliance/base/file.hpp"
#include "webui/passwords.hpp"

#include <chrono>
#include <sys/stat.h>

#include <sodium.h>

namespace portolan::roles {

Result<void> make_first_user(webui::UserBook& users, const std::string& password_file) {
    if (!TRY(users.list()).empty()) return {};
    if (sodium_init() < 0) return fail(ErrorCode::io, "no random numbers");
    // 20 letters and digits that cannot be taken for each other: over 98 bits.
    constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    for (int i = 0; i < 20; ++i) {
        if (i > 0 && i % 5 == 0) password += '-';
        password += kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
    }
    webui::Account account;
    account.name = "admin";
    account.role = webui::Role::admin;
    account.password_hash = TRY(webui::hash_password(password, {}));
    const mode_t before = umask(0077);
    const Result<void> written = write_file(password_file, password + "\n");
    umask(before);
    TRY_VOID(written);
    return users.add(account);
}

}  // namespace portolan::roles
