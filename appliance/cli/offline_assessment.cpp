#include "appliance/cli/offline_assessment.hpp"

#include "appliance/base/wall_clock.hpp"
#include "appliance/live/assessment_rows.hpp"
#include "policy/judge.hpp"

#include <algorithm>

namespace portolan::cli {
namespace {

using policy::FlowVerdict;
using policy::JudgedFlow;
using policy::Policy;
using policy::RequirementVerdict;
using policy::Verdict;

bool is_finding(FlowVerdict verdict) {
    return verdict == FlowVerdict::undocumented || verdict == FlowVerdict::deviating ||
           verdict == FlowVerdict::prohibited;
}

void put_head(const Policy& policy, const evidence::Recording& recording,
              const std::vector<std::string>& captures, report::Assessment& out) {
    out.site = policy.site().name;
    out.policy = policy.short_id();
    out.version = PORTOLAN_VERSION;
    out.made = now().text();
    out.captures = captures;
    out.packets = recording.packets;
    if (recording.packets > 0) {
        out.from = recording.first.text();
        out.to = recording.last.text();
    }
    for (const auto& [what, count] : recording.not_covered)
        out.not_covered.push_back({what, count});
    if (recording.lost > 0)
        out.not_covered.push_back({"packets that the capturing side lost", recording.lost});
    out.incomplete = recording.incomplete;
    if (recording.packets == 0 && recording.incomplete.empty())
        out.incomplete.emplace_back("the capture holds no packets: nothing can be said of traffic");
}

}  // namespace

OfflineAssessment assess_recording(const Policy& policy, const evidence::Recording& recording,
                                   const std::vector<std::string>& captures,
                                   const policy::ControlEvidence& controls) {
    OfflineAssessment out;
    put_head(policy, recording, captures, out.assessment);
    for (const policy::CompiledProduct& product : policy.products())
        out.assessment.products.push_back(live::product_row(product));
    const std::vector<JudgedFlow> flows = policy::judge_flows(policy, recording);
    for (const RequirementVerdict& judged : policy::judge_recording(policy, recording, flows, controls)) {
        out.assessment.products[judged.product].requirements.push_back(live::requirement_row(judged));
        out.findings |= judged.verdict == Verdict::violated || judged.verdict == Verdict::failing;
    }
    for (const JudgedFlow& judged : flows) {
        out.assessment.flows.push_back(live::flow_row(policy, judged, "seen"));
        out.findings |= is_finding(judged.assessment.verdict);
    }
    return out;
}

}  // namespace portolan::cli
