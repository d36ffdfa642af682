// What the enforcer refuses whoever asks: its own floor below the policy, so that a confused or taken-over
// server cannot open the network or lock the administrator out.
#pragma once

#include "appliance/base/result.hpp"
#include "policy/ruleset/ruleset.hpp"

namespace portolan::enforce {

inline constexpr std::size_t kMostRules = 50'000;

// Refused: a ruleset that enforces without a way in for the administrator; an allow from an untrusted zone to
// everywhere on every port; interface names that are none (they become nft text); too many rules.
Result<void> check_floor(const ruleset::Ruleset& ruleset);

}  // namespace portolan::enforce
