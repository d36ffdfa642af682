// Argon2id (RFC 9106) by libsodium. The stored text carries algorithm, costs and salt, so that later versions
// may raise the costs.
#pragma once

#include "appliance/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::webui {

// libsodium's "moderate": 3 passes over 256 MiB. Two run at a time (password_pool.hpp): 512 MiB at most.
struct PasswordCosts {
    unsigned long long passes = 3;
    std::size_t memory_bytes = 268'435'456;
};

inline constexpr std::size_t kFewestPasswordBytes = 12;
inline constexpr std::size_t kMostPasswordBytes = 512;

// What a new password must meet; the error says it in words for its owner.
Result<void> check_new_password(std::string_view user, std::string_view password);

// Error limit where the memory is not to be had.
Result<std::string> hash_password(std::string_view password, const PasswordCosts& costs);

// With an empty or broken hash false, after as much work as `costs` demand: the time must not tell that an
// account does not exist.
bool verify_password(std::string_view password, std::string_view hash, const PasswordCosts& costs);

}  // namespace portolan::webui
