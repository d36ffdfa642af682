// Lines of readiness that follow from profile and site alone: parameters that are unset, roles that nobody
// plays, requirements out of reach. Private to readiness.
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "policy/policy.hpp"

#include <vector>

namespace portolan::policy {

// `product`: index into Policy::products. Open where a required or recommended requirement waits for it, or
// where no requirement carries it at all, so that nobody else would notice; not open for lower levels, for
// options that are off, and where the site says `[]`: there is none here.
std::vector<evidence::ReadinessLine> parameter_lines(const Policy& policy, std::size_t product);

// Roles that requirements wait for. Open for governed ones that a required requirement waits for.
std::vector<evidence::ReadinessLine> role_lines(const Policy& policy, std::size_t product);

// Requirements that are not inline, those of one reason together. Open: required and neither enforced nor
// seen, unless the site says `out_of_reach`.
std::vector<evidence::ReadinessLine> reach_lines(const Policy& policy, std::size_t product);

}  // namespace portolan::policy
