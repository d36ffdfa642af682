// Whether a product is ready to be enforced at a site: what its documents leave open and the site has not
// said, and what the switch would block of the traffic that was seen. Each line says why it matters and how
// it is closed; the switch to enforce waits until none is open (policy/enforce_switch.hpp).
//
//     evidence::Readiness ready = TRY(readiness(policy, "snep7", history, now()));
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "appliance/evidence/seen_flow.hpp"
#include "policy/policy.hpp"

#include <string_view>

namespace portolan::policy {

// Of a product of the site, whether it observes or enforces now. `at`: when exceptions must be in force.
// Errors: not_found; what kernel_part() refuses.
Result<evidence::Readiness> readiness(const Policy& policy, std::string_view product,
                                      const evidence::FlowHistory& history, Timestamp at);

}  // namespace portolan::policy
