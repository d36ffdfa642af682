// The switch of a product from observe to enforce: who switches, and whether that may be.
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "policy/policy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

// Products that enforce in `after`, and observed in `before` or were not there. In order of `after`.
std::vector<std::string> switched_to_enforce(const Policy& before, const Policy& after);

// How many lines stand open. Fails while there is one and `accepted_risk`, somebody's reason to switch all
// the same, is empty; the error names the first lines.
Result<std::uint64_t> hold_open_lines(const std::vector<evidence::Readiness>& switched,
                                      std::string_view accepted_risk);

}  // namespace portolan::policy
