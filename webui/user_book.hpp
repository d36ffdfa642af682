// The accounts, as the API needs them; the server role puts the store behind it. Changes are kept when a call
// has returned without error.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

enum class Role : std::uint8_t { viewer, operator_, admin };

std::string_view role_name(Role role);  // "viewer", "operator", "admin"
std::optional<Role> parse_role(std::string_view name);

struct Account {
    std::string name;
    Role role = Role::viewer;
    std::string password_hash;  // passwords.hpp; never leaves the server
    std::string created;        // RFC 3339
    bool disabled = false;
};

class UserBook {
public:
    virtual ~UserBook() = default;
    [[nodiscard]] virtual Result<std::optional<Account>> find(std::string_view name) const = 0;
    [[nodiscard]] virtual Result<std::vector<Account>> list() const = 0;  // by name
    [[nodiscard]] virtual Result<void> add(const Account& account) = 0;   // bad_input where the name is taken
    [[nodiscard]] virtual Result<void> remove(std::string_view name) = 0;
    [[nodiscard]] virtual Result<void> set_password(std::string_view name, std::string_view hash) = 0;
};

}  // namespace portolan::webui
