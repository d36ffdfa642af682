// A person who may sign in.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::evidence {

enum class UserRole : std::uint8_t { viewer, operator_, admin };

inline constexpr std::array<std::string_view, 3> kUserRoleNames = {"viewer", "operator", "admin"};

inline std::string_view user_role_name(UserRole role) {
    return kUserRoleNames[static_cast<std::size_t>(role)];
}
inline std::optional<UserRole> parse_user_role(std::string_view word) {
    for (std::size_t i = 0; i < kUserRoleNames.size(); ++i)
        if (kUserRoleNames[i] == word) return static_cast<UserRole>(i);
    return std::nullopt;
}

struct User {
    std::string name;
    UserRole role = UserRole::viewer;
    std::string password_hash;  // Argon2id in its encoded form; never in a log, an event or an answer
    Timestamp created;
    bool disabled = false;

    friend bool operator==(const User&, const User&) = default;
};

}  // namespace portolan::evidence
