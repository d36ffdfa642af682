// The kernel's part of a policy: rules in force, governed roles, zones, DNS gates. decide() on it says what
// admit() says on the policy (a test holds both equal).
#pragma once

#include "policy/policy.hpp"
#include "policy/ruleset/ruleset.hpp"

#include <cstdint>
#include <optional>

namespace portolan::policy {

// First port that the resolver listens on: one a gated resolver, counted up.
inline constexpr std::uint16_t kFirstGatePort = 5300;

// Fails where a named requirement has more ports than can be learned, where one both documents and prohibits
// what a first packet shows, and where the site would expand to more
// elements than a ruleset may hold (ruleset/element_count.hpp): with the requirement and the roles that take
// the most, before anything is expanded.
// Of the exceptions, and of the rules that have hours, it holds those in force at `at` (next_change in
// exceptions.hpp says until when that is so); without a time, no exception and every rule.
Result<ruleset::Ruleset> kernel_part(const Policy& policy, std::optional<Timestamp> at = {});

}  // namespace portolan::policy
