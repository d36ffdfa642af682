// An attestation as the appliance keeps it: who added it, who revoked it and why, and what was told of its
// end.
#pragma once

#include "appliance/evidence/attestation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::evidence {

struct KeptAttestation {
    std::string id;  // ULID
    Attestation said;
    std::string added_by;  // user name, or "uid 0" for the local socket
    Timestamp added;
    std::string revoked_by = {};  // empty: not revoked; said.revoked is when
    std::string revoke_reason = {};
    std::uint64_t reminded = 0;  // days before the end of the last reminder told; 0 = none yet

    friend bool operator==(const KeptAttestation&, const KeptAttestation&) = default;
};

// Days before the end at which somebody is told: time for a letter, and time for a call.
inline constexpr std::uint64_t kFirstReminder = 30;
inline constexpr std::uint64_t kLastReminder = 7;

enum class Standing : std::uint8_t { not_yet, in_force, ends_soon, expired, revoked };

// Whole and begun days until the end; 0 where it is over.
inline std::uint64_t days_left(const Attestation& said, Timestamp now) {
    constexpr std::int64_t kDay = 86'400'000'000'000;
    const std::int64_t left = said.end().nanoseconds - now.nanoseconds;
    return left <= 0 ? 0 : static_cast<std::uint64_t>((left - 1) / kDay + 1);
}

inline Standing standing_of(const Attestation& said, Timestamp now) {
    if (said.revoked && *said.revoked <= now) return Standing::revoked;
    if (said.valid_until <= now) return Standing::expired;
    if (now < said.valid_from) return Standing::not_yet;
    return days_left(said, now) <= kFirstReminder ? Standing::ends_soon : Standing::in_force;
}

inline std::string_view standing_name(Standing standing) {
    switch (standing) {
        case Standing::not_yet:
            return "not-yet";
        case Standing::in_force:
            return "in-force";
        case Standing::ends_soon:
            return "ends-soon";
        case Standing::expired:
            return "expired";
        case Standing::revoked:
            break;
    }
    return "revoked";
}

}  // namespace portolan::evidence
