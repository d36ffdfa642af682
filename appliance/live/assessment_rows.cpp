#include "appliance/live/assessment_rows.hpp"

#include "profiles/profile_text.hpp"
#include "profiles/words.hpp"

#include <fmt/format.h>

namespace portolan::live {

using policy::JudgedFlow;
using policy::Policy;
using policy::RequirementVerdict;

std::string asset_name(const Policy& policy, const Address& address) {
    const policy::Asset* asset = policy.asset_at(address);
    return asset == nullptr ? "" : asset->name;
}

report::FlowRow flow_row(const Policy& policy, const JudgedFlow& judged, std::string action) {
    const evidence::Flow& flow = *judged.flow;
    const policy::FlowAssessment& assessed = judged.assessment;
    report::FlowRow row;
    if (assessed.product != policy::Decision::kNoProduct)
        row.product = policy.products()[assessed.product].profile->id;
    if (assessed.requirement != nullptr) row.requirement = assessed.requirement->id;
    row.also = assessed.also;
    row.decision = assessed.decision.id;
    row.verdict = std::string(policy::verdict_name(assessed.verdict));
    row.action = std::move(action);
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
    row.condition =
        requirement.condition.empty() ? profiles::condition_text(requirement) : requirement.condition;
    row.documents = profiles::documents_text(requirement);
    row.note = requirement.note;
    row.of_vendor = requirement.of_vendor;
    for (std::size_t i = 0; i < profiles::kLanguages; ++i) {
        const auto language = static_cast<profiles::Language>(i);
        const std::string& title = requirement.title.in(language);
        if (!title.empty()) row.titles.emplace_back(profiles::word_of(language), title);
    }
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

}  // namespace portolan::live
