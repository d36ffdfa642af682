// assess: the verdict of a flow, from the attempt and the facts that were seen of it. Where no fact was seen
// it says what admit says. Recorder and explain use it; the kernel never does.
#pragma once

#include "appliance/evidence/facts.hpp"
#include "appliance/evidence/flow.hpp"
#include "policy/admit.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

enum class FlowVerdict : std::uint8_t { conforming, deviating, prohibited, undocumented, ungoverned };
std::string_view verdict_name(FlowVerdict verdict);

// One fact against one document.
struct FactCheck {
    evidence::Fact fact = evidence::Fact::sni;
    std::string seen;  // empty: not seen
    std::string documented;
    profiles::Point point = profiles::Point::report;
    std::string requirement;  // whose document
    bool met = true;
};

struct FlowAssessment {
    FlowVerdict verdict = FlowVerdict::ungoverned;
    Decision decision;  // with the facts taken in
    const profiles::Requirement* requirement =
        nullptr;  // deciding, deviated from or prohibiting; null for default deny
    std::size_t product = Decision::kNoProduct;
    std::vector<std::string> also;  // further ids that say the same
    std::vector<FactCheck> checks;  // of the deciding requirement and the controls that apply to it
    std::string reason;             // one sentence where the verdict is not conforming
};

FlowAssessment assess(const Policy& policy, const Attempt& attempt, const evidence::Facts& facts);

// The same for a recorded flow: its tuple, names and facts, and what the site says of its ends (segment,
// via).
FlowAssessment assess_flow(const Policy& policy, const evidence::Flow& flow);
Attempt attempt_of(const evidence::Flow& flow);

}  // namespace portolan::policy
