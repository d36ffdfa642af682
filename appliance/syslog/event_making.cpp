#include "appliance/syslog/event_making.hpp"

#include "appliance/base/ulid.hpp"

#include <algorithm>
#include <array>

namespace portolan::syslog {
namespace {

const std::string* value_of(const Fields& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
    return found == fields.end() || found->second.empty() ? nullptr : &found->second;
}

bool lists(const EventKind& kind, std::string_view name) {
    return std::ranges::find(kind.fields, name) != kind.fields.end();
}

Fields in_order(const EventKind& kind, const Fields& fields) {
    Fields out;
    for (const std::string_view name : kind.fields)
        if (const std::string* value = value_of(fields, name)) out.emplace_back(name, *value);
    for (const auto& [name, value] : fields)
        if (!lists(kind, name) && !value.empty()) out.emplace_back(name, value);
    return out;
}

// "{req} fails on {subj}" with the values; "unknown" where one is lacking.
std::string sentence(std::string_view text, const Fields& fields) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find('{'), text.size());
        out += text.substr(0, open);
        text.remove_prefix(open);
        if (text.empty()) break;
        const std::size_t close = text.find('}');
        const std::string* value = value_of(fields, text.substr(1, close - 1));
        out += value == nullptr ? "unknown" : *value;
        text.remove_prefix(close + 1);
    }
    return out;
}

evidence::Severity milder(evidence::Severity severity) {
    return severity == evidence::Severity::debug
               ? severity
               : static_cast<evidence::Severity>(static_cast<std::uint8_t>(severity) + 1);
}

constexpr std::array<std::string_view, 3> kSteps = {"open", "update", "close"};

Fields fields_of(const evidence::Finding& finding, FindingStep step) {
    const evidence::FindingIdentity& identity = finding.identity;
    return {{"fid", finding.fid},
            {"state", std::string(kSteps[static_cast<std::size_t>(step)])},
            {"pol", finding.policy},
            {"prod", identity.product},
            {"req", finding.requirement},
            {"subj", identity.subject},
            {"role", finding.role},
            {"szone", finding.szone},
            {"dzone", finding.dzone},
            {"dst", identity.peer},
            {"dpt", identity.port == 0 ? "" : std::to_string(identity.port)},
            {"proto", identity.protocol},
            {"reason", identity.reason},
            {"count", std::to_string(finding.count)}};
}

}  // namespace

evidence::Event make_event(EventCode code, const Fields& fields, Timestamp now) {
    const EventKind& kind = event_kind(code);
    evidence::Event event;
    event.id = make_ulid(now);
    event.code = kind.id;
    event.severity = kind.severity;
    event.at = now;
    event.text = sentence(kind.text, fields);
    event.fields = in_order(kind, fields);
    return event;
}

std::vector<std::string> unlisted_fields(const evidence::Event& event) {
    const EventKind* kind = find_event_kind(event.code);
    std::vector<std::string> out;
    for (const auto& [name, value] : event.fields)
        if (kind == nullptr || !lists(*kind, name)) out.push_back(name);
    return out;
}

std::optional<evidence::Event> make_finding_event(const evidence::Finding& finding, FindingStep step,
                                                  const Fields& more, Timestamp now) {
    const EventKind* kind = find_event_kind_named(finding.identity.kind);
    if (kind == nullptr) return std::nullopt;
    Fields fields =
        more;  // what the caller gives stands before what the finding says: the first one is taken
    const Fields own = fields_of(finding, step);
    for (const auto& field : own)
        if (lists(*kind, field.first) && value_of(more, field.first) == nullptr) fields.push_back(field);
    evidence::Event event = make_event(kind->code, fields, now);
    event.severity = finding.severity;
    if (step == FindingStep::close) event.severity = std::max(event.severity, evidence::Severity::notice);
    return event;
}

evidence::Severity finding_severity(std::string_view kind, bool governed_source) {
    const EventKind* found = find_event_kind_named(kind);
    if (found == nullptr) return evidence::Severity::warning;
    return governed_source ? found->severity : milder(found->severity);
}

std::optional<evidence::Event> make_verdict_event(const evidence::VerdictInterval& now_so,
                                                  std::string_view old_verdict, Timestamp now) {
    const EventKind* kind = find_event_kind_named("requirement-" + now_so.verdict);
    if (kind == nullptr) return std::nullopt;
    const Fields fields = {{"pol", now_so.policy},      {"prod", now_so.product},
                           {"req", now_so.requirement}, {"subj", now_so.subject},
                           {"verdict", now_so.verdict}, {"old", std::string(old_verdict)},
                           {"reason", now_so.reason}};
    return make_event(kind->code, fields, now);
}

evidence::Event make_spool_filling_event(std::uint64_t bytes, std::uint64_t limit, Timestamp now) {
    return make_event(EventCode::spool_nearly_full,
                      {{"bytes", std::to_string(bytes)}, {"limit", std::to_string(limit)}}, now);
}

evidence::Event make_spool_dropped_event(std::uint64_t first, std::uint64_t last, std::uint64_t limit,
                                         Timestamp now) {
    const Fields fields = {{"lost", std::to_string(last - first + 1)},
                           {"first", std::to_string(first)},
                           {"last", std::to_string(last)},
                           {"limit", std::to_string(limit)}};
    return make_event(EventCode::spool_full, fields, now);
}

}  // namespace portolan::syslog
