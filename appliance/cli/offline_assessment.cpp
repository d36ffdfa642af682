#include "appliance/cli/offline_assessment.hpp"

#include "appliance/cli/profile_text.hpp"
#include "policy/judge.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace portolan::cli {
namespace {

using policy::FlowVerdict;
using policy::JudgedFlow;
using policy::Policy;
using policy::RequirementVerdict;
using policy::Verdict;

Timestamp now() {
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

std::string asset_name(const Policy& policy, const Address& address) {
    const policy::Asset* asset = policy.asset_at(address);
    return asset == nullptr ? "" : asset->name;
}

report::FlowRow flow_row(const Policy& policy, const JudgedFlow& judged) {
    const evidence::Flow& flow = *judged.flow;
    const policy::FlowAssessment& assessed = judged.assessment;
    report::FlowRow row;
    if (assessed.product != policy::Decision::kNoProduct)
        row.product = policy.products()[assessed.product].profile->id;
    if (assessed.requirement != nullptr) row.requirement = assessed.requirement->id;
    row.also = assessed.also;
    row.decision = assessed.decision.id;
    row.verdict = std::string(policy::verdict_name(assessed.verdict));
    row.action = "seen";
    row.reason = assessed.reason;
    row.initiator = flow.initiator.text();
    row.initiator_asset = asset_name(policy, flow.initiator);
    row.responder = flow.responder.text();
    row.responder_asset = asset_name(policy, flow.responder);
    row.protocol = flow.protocol == Protocol::other ? fmt::format("ip-{}", flow.ip_protocol)
                                                    : std::string(protocol_name(flow.protocol));
    row.port = flow.responder_port;
    row.names = flow.names;
    row.facts = flow.facts;
    row.packets = flow.packets_out + flow.packets_in;
    row.bytes = flow.bytes_out + flow.bytes_in;
    row.answered = flow.answered;
    row.first = flow.first.text();
    row.last = flow.last.text();
    return row;
}

report::Requirement requirement_row(const RequirementVerdict& judged) {
    const profiles::Requirement& requirement = *judged.requirement;
    report::Requirement row;
    row.id = requirement.id;
    row.kind = std::string(profiles::word_of(requirement.kind));
    row.level = std::string(profiles::word_of(requirement.level));
    row.lines = requirement.lines;
    row.quote = requirement.quote;
    row.condition = requirement.condition.empty() ? condition_text(requirement) : requirement.condition;
    row.documents = documents_text(requirement);
    row.note = requirement.note;
    row.verdict = std::string(policy::verdict_name(judged.verdict));
    row.reason = judged.reason;
    for (const policy::SubjectVerdict& subject : judged.subjects)
        row.subjects.push_back({subject.subject, std::string(policy::verdict_name(subject.verdict)),
                                subject.reason, subject.evidence});
    return row;
}

report::Product product_row(const policy::CompiledProduct& product) {
    const profiles::Profile& profile = *product.profile;
    report::Product row;
    row.id = profile.id;
    row.title = profile.title;
    row.version = profile.version;
    row.enforcement = product.site->enforce ? "enforce" : "observe";
    row.document = {profile.document.file, profile.document.title, profile.document.edition,
                    profile.document.language, profile.document.sha256};
    return row;
}

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
                                   const std::vector<std::string>& captures) {
    OfflineAssessment out;
    put_head(policy, recording, captures, out.assessment);
    for (const policy::CompiledProduct& product : policy.products())
        out.assessment.products.push_back(product_row(product));
    const std::vector<JudgedFlow> flows = policy::judge_flows(policy, recording);
    for (const RequirementVerdict& judged : policy::judge_recording(policy, recording, flows)) {
        out.assessment.products[judged.product].requirements.push_back(requirement_row(judged));
        out.findings |= judged.verdict == Verdict::violated || judged.verdict == Verdict::failing;
    }
    for (const JudgedFlow& judged : flows) {
        out.assessment.flows.push_back(flow_row(policy, judged));
        out.findings |= is_finding(judged.assessment.verdict);
    }
    return out;
}

}  // namespace portolan::cli
