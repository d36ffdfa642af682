#include "webui/rows_json.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/json_rows.hpp"
#include "appliance/report/summary.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::webui {
namespace {

namespace json = boost::json;
using report::json_instant;
using report::json_text;

// The bounds of openapi.yaml, in code points.
constexpr std::size_t kSentence = 8'192;
constexpr std::size_t kShortText = 512;
constexpr std::size_t kTitle = 128;
constexpr std::size_t kEvidence = 2'048;
constexpr std::size_t kMostEvidence = 200;
constexpr std::size_t kMostSubjects = 4'096;
constexpr std::size_t kMostNames = 64;
constexpr std::size_t kMostAlso = 512;
constexpr std::size_t kName = 256;
constexpr std::size_t kFact = 1'024;
constexpr std::size_t kDecision = 4'096;
constexpr std::size_t kElement = 1'024;
constexpr std::size_t kMostElements = 50;

constexpr std::string_view kForTheTrace = "a statement kept for the trace: nothing in it can be judged";

json::array clipped_list(const std::vector<std::string>& lines, std::size_t most_lines, std::size_t most) {
    json::array out;
    for (const std::string& line : lines) {
        if (out.size() == most_lines) break;
        out.emplace_back(clipped(line, most));
    }
    return out;
}

json::string reason_of(const report::Requirement& requirement) {
    if (requirement.verdict.empty() && requirement.reason.empty()) return json_text(kForTheTrace);
    return clipped(requirement.reason, kSentence);
}

json::object titles_json(const report::Requirement& requirement) {
    json::object out;
    for (const auto& [language, title] : requirement.titles)
        out[language] = clipped(title, kTitle);
    return out;
}

json::value counter_json(const std::optional<TrafficCounter>& counter) {
    if (!counter) return nullptr;
    return {{"packets", json_count(counter->packets)}, {"bytes", json_count(counter->bytes)}};
}

json::array subjects_json(const report::Requirement& requirement) {
    json::array out;
    for (const report::Subject& subject : requirement.subjects) {
        if (out.size() == kMostSubjects) break;
        out.push_back(json::object{{"subject", clipped(subject.subject, kShortText)},
                                   {"verdict", json_text(subject.verdict)},
                                   {"reason", clipped(subject.reason, kSentence)},
                                   {"evidence", clipped_list(subject.evidence, kMostEvidence, kEvidence)}});
    }
    return out;
}

}  // namespace

json::string clipped(std::string_view text, std::size_t most) {
    std::size_t points = 0;
    std::size_t at = 0;
    std::size_t cut = 0;  // where the text ends if an ellipsis must stand as its last code point
    while (at < text.size() && points < most) {
        if (points + 1 == most) cut = at;
        at += decode_utf8(text, at).length;
        ++points;
    }
    if (at >= text.size()) return json_text(text);
    return json_text(std::string(text.substr(0, cut)) + "…");
}

std::uint64_t json_count(std::uint64_t count) {
    constexpr std::uint64_t exact = (std::uint64_t{1} << 53U) - 1;
    return std::min(count, exact);
}

json::object flow_json(const LiveFlow& flow) {
    const report::FlowRow& row = flow.row;
    json::object facts;
    for (const auto& [fact, value] : row.facts)
        facts[evidence::fact_name(fact)] = clipped(value, kFact);
    return {{"id", std::to_string(flow.number)},
            {"product", json_text(row.product)},
            {"requirement", json_text(row.requirement)},
            {"also", clipped_list(row.also, kMostAlso, kName)},
            {"decision", clipped(row.decision, kDecision)},
            {"verdict", json_text(row.verdict)},
            {"action", json_text(row.action)},
            {"reason", clipped(row.reason, kSentence)},
            {"initiator", json_text(row.initiator)},
            {"initiator_asset", clipped(row.initiator_asset, 128)},
            {"responder", json_text(row.responder)},
            {"responder_asset", clipped(row.responder_asset, 128)},
            {"initiator_zone", clipped(flow.initiator_zone, 64)},
            {"responder_zone", clipped(flow.responder_zone, 64)},
            {"protocol", json_text(row.protocol)},
            {"port", row.port},
            {"names", clipped_list(row.names, kMostNames, kName)},
            {"facts", std::move(facts)},
            {"flows", json_count(flow.flows)},
            {"packets", json_count(row.packets)},
            {"bytes", json_count(row.bytes)},
            {"answered", row.answered},
            {"first", json_text(row.first)},
            {"last", json_text(row.last)}};
}

json::object finding_json(const FindingRow& finding) {
    return {{"fid", json_text(finding.fid)},
            {"kind", json_text(finding.kind)},
            {"event", json_text(finding.event)},
            {"product", json_text(finding.product)},
            {"requirement", json_text(finding.requirement)},
            {"subject", clipped(finding.subject, kName)},
            {"peer", clipped(finding.peer, kName)},
            {"port", finding.port},
            {"protocol", json_text(finding.protocol)},
            {"reason", clipped(finding.reason, kSentence)},
            {"state", json_text(finding.state)},
            {"opened", json_text(finding.opened)},
            {"updated", json_text(finding.updated)},
            {"closed", json_instant(finding.closed)},
            {"count", json_count(finding.count)},
            {"severity", json_text(finding.severity)}};
}

std::string_view verdict_word(const report::Requirement& requirement) {
    return requirement.verdict.empty() ? std::string_view("not-applicable") : requirement.verdict;
}

std::string_view group_word(const report::Product& product, const report::Requirement& requirement) {
    if (report::is_local(product)) return kRequirementGroups[1];
    return kRequirementGroups[requirement.of_vendor ? 2 : 0];
}

json::object requirement_row_json(const report::Product& product, const report::Requirement& requirement,
                                  const RequirementActivity& activity) {
    return {{"id", json_text(requirement.id)},
            {"product", json_text(product.id)},
            {"kind", json_text(requirement.kind)},
            {"level", json_text(requirement.level)},
            {"group", group_word(product, requirement)},
            {"title", titles_json(requirement)},
            {"documents", clipped(requirement.documents, kSentence)},
            {"quote", clipped(requirement.quote, kSentence)},
            {"verdict", verdict_word(requirement)},
            {"reason", reason_of(requirement)},
            {"subjects", requirement.subjects.size()},
            {"counter", counter_json(activity.counter)},
            {"last_seen", json_instant(activity.last_seen)}};
}

json::object trace_json(const report::Product& product, const report::Requirement& requirement) {
    const json::object head = report::to_json(product);
    return {{"id", json_text(requirement.id)},
            {"product", json_text(product.id)},
            {"kind", json_text(requirement.kind)},
            {"level", json_text(requirement.level)},
            {"group", group_word(product, requirement)},
            {"title", titles_json(requirement)},
            {"lines", clipped(requirement.lines, kShortText)},
            {"quote", clipped(requirement.quote, kSentence)},
            {"condition", clipped(requirement.condition, kSentence)},
            {"note", clipped(requirement.note, kSentence)},
            {"documents", clipped(requirement.documents, kSentence)},
            {"document", head.at("document")},
            {"verdict", verdict_word(requirement)},
            {"reason", reason_of(requirement)},
            {"subjects", subjects_json(requirement)}};
}

json::object stream_requirement_json(const report::Requirement& requirement,
                                     const RequirementActivity& activity) {
    return {{"id", json_text(requirement.id)},
            {"verdict", verdict_word(requirement)},
            {"reason", reason_of(requirement)},
            {"counter", counter_json(activity.counter)},
            {"last_seen", json_instant(activity.last_seen)}};
}

json::object decision_json(const DecisionRow& decision, bool with_elements) {
    json::object out = {{"decision", clipped(decision.decision, kDecision)},
                        {"mark", fmt::format("0x{:08x}", decision.mark)},
                        {"action", json_text(decision.action)},
                        {"packets", json_count(decision.counter.packets)},
                        {"bytes", json_count(decision.counter.bytes)}};
    if (!with_elements) return out;
    out["elements"] = clipped_list(decision.elements, kMostElements, kElement);
    out["elements_total"] = json_count(decision.elements_total);
    return out;
}

json::object history_json(const HistoryRow& row) {
    return {{"verdict", json_text(row.verdict)},
            {"reason", clipped(row.reason, kSentence)},
            {"subject", clipped(row.subject, kShortText)},
            {"from", json_text(row.from)},
            {"to", json_instant(row.to)},
            {"policy", json_text(row.policy)}};
}

json::object audit_json(const AuditRow& row) {
    return {{"at", json_text(row.at)},
            {"who", clipped(row.who, 64)},
            {"from", clipped(row.from, 128)},
            {"verb", json_text(row.verb)},
            {"what", clipped(row.what, kSentence)},
            {"outcome", clipped(row.outcome, kShortText)}};
}

}  // namespace portolan::webui
