// What a product's switch to enforce would block of the traffic that was seen. Every flow is decided anew
// under the policy, once as it is with the product in observe and once with it in enforce: a line is what the
// switch alone changes, so that a flow which is documented or excepted by now, or blocked already, is none.
// Private to readiness.
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "appliance/evidence/seen_flow.hpp"
#include "policy/policy.hpp"

#include <vector>

namespace portolan::policy {

// Lines by governed asset, peer, protocol and port; the Internet's many sources are one peer. `product`:
// index into Policy::products. Exceptions count as at `at`.
Result<std::vector<evidence::ReadinessLine>> would_block_lines(const Policy& policy, std::size_t product,
                                                               const evidence::FlowHistory& history,
                                                               Timestamp at);

}  // namespace portolan::policy
