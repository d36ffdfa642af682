// Who did what to the appliance. Values that are secret never stand in it.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <cstdint>
#include <string>

namespace portolan::evidence {

struct AuditEntry {
    std::uint64_t number = 0;  // given when stored
    Timestamp at;
    std::string who;      // user name, or "uid 0" for the local socket
    std::string from;     // address of the client, or "local"
    std::string verb;     // "policy.apply", "session.open", "user.create"
    std::string what;     // on what: a policy id, a user name
    std::string outcome;  // "ok", or why not

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

}  // namespace portolan::evidence
