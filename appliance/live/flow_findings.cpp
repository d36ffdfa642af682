#include "appliance/live/flow_findings.hpp"

#include "appliance/live/assessment_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::live {
namespace {

using policy::FlowVerdict;

std::string kind_of(const Row& row) {
    switch (row.assessment.verdict) {
        case FlowVerdict::undocumented:
            return row.blocked() ? "undocumented-blocked" : "undocumented-allowed";
        case FlowVerdict::prohibited:
            return row.blocked() ? "prohibited-blocked" : "prohibited-allowed";
        case FlowVerdict::deviating:
            return row.blocked() ? "" : "deviating-allowed";
        case FlowVerdict::conforming:
        case FlowVerdict::ungoverned:
            break;
    }
    return "";
}

bool governs(const policy::CompiledProduct& product, const Address& address) {
    return std::any_of(product.governed.begin(), product.governed.end(),
                       [&](const auto& role) { return role.second.contains(address); });
}

// The end that the verdict is about: whose default deny it is, else the initiator where its product governs
// it.
bool is_about_initiator(const policy::Policy& policy, const Row& row) {
    const policy::FlowAssessment& assessment = row.assessment;
    if (assessment.decision.kind == policy::Decision::Kind::default_deny)
        return assessment.decision.id.ends_with("/out");
    if (assessment.product == policy::Decision::kNoProduct) return true;
    return governs(policy.products()[assessment.product], row.flow.initiator) ||
           !governs(policy.products()[assessment.product], row.flow.responder);
}

std::string name_or_address(const policy::Policy& policy, const Address& address) {
    const std::string asset = asset_name(policy, address);
    return asset.empty() ? address.text() : asset;
}

std::string role_of(const policy::Policy& policy, const policy::FlowAssessment& assessment,
                    const Address& subject) {
    if (!assessment.decision.role.empty()) return assessment.decision.role;
    if (assessment.product == policy::Decision::kNoProduct) return "";
    for (const auto& [role, addresses] : policy.products()[assessment.product].governed)
        if (addresses.contains(subject)) return role;
    return "";
}

bool is_untrusted(const policy::Policy& policy, const std::string& zone) {
    const auto& zones = policy.site().zones;
    return std::any_of(zones.begin(), zones.end(),
                       [&](const policy::Zone& each) { return each.id == zone && each.untrusted; });
}

}  // namespace

std::string zone_name(const policy::Policy& policy, const Address& address) {
    if (const policy::Zone* zone = policy.site().zone_of(address)) return zone->id;
    for (const policy::Zone& zone : policy.site().zones)
        if (zone.untrusted) return zone.id;
    return "unknown";
}

bool is_governed(const policy::Policy& policy, const Address& address) {
    return std::any_of(policy.products().begin(), policy.products().end(),
                       [&](const policy::CompiledProduct& product) { return governs(product, address); });
}

std::optional<Sighting> sighting_of(const policy::Policy& policy, const Row& row) {
    const std::string kind = kind_of(row);
    if (kind.empty() || row.flows <= row.flows_told) return std::nullopt;
    const evidence::Flow& flow = row.flow;
    const policy::FlowAssessment& assessment = row.assessment;
    const bool initiator = is_about_initiator(policy, row);
    const Address& subject = initiator ? flow.initiator : flow.responder;
    const Address& peer = initiator ? flow.responder : flow.initiator;
    Sighting out;
    out.szone = zone_name(policy, flow.initiator);
    out.dzone = zone_name(policy, flow.responder);
    out.identity.kind = kind;
    if (assessment.product != policy::Decision::kNoProduct)
        out.identity.product = policy.products()[assessment.product].profile->id;
    out.identity.subject = name_or_address(policy, subject);
    // The Internet scans: all its addresses are one finding of the asset and port.
    if (initiator || !is_untrusted(policy, out.szone)) out.identity.peer = name_or_address(policy, peer);
    out.identity.protocol = flow.protocol == Protocol::other ? fmt::format("ip-{}", flow.ip_protocol)
                                                             : std::string(protocol_name(flow.protocol));
    out.identity.port = flow.responder_port;
    out.identity.reason = assessment.reason;
    out.requirement = assessment.requirement == nullptr ? "" : assessment.requirement->id;
    out.role = role_of(policy, assessment, subject);
    out.policy = policy.short_id();
    out.count = row.flows - row.flows_told;
    out.at = flow.last;
    out.more = {{"src", flow.initiator.text()},
                {"dst", flow.responder.text()},
                {"verdict", std::string(policy::verdict_name(assessment.verdict))},
                {"action", row.action}};
    return out;
}

}  // namespace portolan::live
