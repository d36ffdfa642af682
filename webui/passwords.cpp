#include "webui/passwords.hpp"

#include <array>

#include <sodium.h>

namespace portolan::webui {

Result<void> check_new_password(std::string_view user, std::string_view password) {
    if (password.size() < kFewestPasswordBytes)
        return fail(ErrorCode::bad_input, "the password has fewer than 12 characters", {},
                    "use a longer one");
    if (password.size() > kMostPasswordBytes)
        return fail(ErrorCode::bad_input, "the password has more than 512 bytes", {}, "use a shorter one");
    if (password == user)
        return fail(ErrorCode::bad_input, "the password is the user's name", {}, "use another one");
    return {};
}

Result<std::string> hash_password(std::string_view password, const PasswordCosts& costs) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    const int failed = crypto_pwhash_str_alg(out.data(), password.data(), password.size(), costs.passes,
                                             costs.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0)
        return fail(ErrorCode::limit, "no memory left to hash a password", {}, "try again in a moment");
    return std::string(out.data());
}

bool verify_password(std::string_view password, std::string_view hash, const PasswordCosts& costs) {
    std::array<char, crypto_pwhash_STRBYTES> stored{};
    if (!hash.empty() && hash.size() < stored.size()) {
        hash.copy(stored.data(), hash.size());
        if (crypto_pwhash_str_needs_rehash(stored.data(), costs.passes, costs.memory_bytes) != -1)
            return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0;
    }
    static_cast<void>(hash_password(password, costs));
    return false;
}

}  // namespace portolan::webui
