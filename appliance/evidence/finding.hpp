// A state that a person must see, from its opening to its closing; never a line per packet.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "appliance/evidence/event.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace portolan::evidence {

// Two observations with the same identity are one finding. At most one of them is open.
struct FindingIdentity {
    std::string kind;     // "undocumented-allowed", "prohibited-blocked", "requirement-violated", ...
    std::string product;  // "dca4"; empty where no product governs an end
    std::string subject;  // asset name or address
    std::string peer;     // the other end; empty where there is none, or where peers fold into one
    std::string protocol;
    std::uint16_t port = 0;  // of the responder; 0 where there is none
    std::string reason;

    friend auto operator<=>(const FindingIdentity&, const FindingIdentity&) = default;
};

enum class FindingState : std::uint8_t { open, closed };

struct Finding {
    std::string fid;  // ULID
    FindingIdentity identity;
    std::string requirement;  // deciding id, or empty
    FindingState state = FindingState::open;
    Timestamp opened;
    Timestamp updated;
    std::optional<Timestamp> closed;
    std::uint64_t count = 0;  // observations that it stands for
    Severity severity = Severity::warning;
    std::string role;    // of the subject in the product
    std::string szone;   // zone of the initiator
    std::string dzone;   // zone of the responder
    std::string policy;  // policy id in force at `updated`

    friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace portolan::evidence
