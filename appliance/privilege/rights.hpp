// What each role may do: the one table. `portolan up` starts roles with exactly these rights, a role that
// finds more refuses to start, and a test compares the systemd units with it (DESIGN section 4).
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::privilege {

struct Rights {
    std::string_view role;
    std::string_view binary;
    std::string_view user;            // system account; where there is none, `uid` is used as it is
    std::uint32_t uid = 0;            // also the group
    std::vector<int> capabilities;    // CAP_...; kept until Confinement::given_up
    std::vector<int> families;        // AF_... that socket() may open
    std::vector<int> later_families;  // after the handles are open; as `families` where nothing changes
};

std::span<const Rights> all_rights();
const Rights* rights_of(std::string_view role);

struct Account {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};
// The system account if it exists, else the fixed number, which must then be nobody's.
Result<Account> account_of(const Rights& rights);
// The role that runs under a uid, or null.
const Rights* role_of_uid(std::uint32_t uid);

}  // namespace portolan::privilege
