#include "appliance/roles/server_view.hpp"

#include "appliance/syslog/event_kind.hpp"
#include "webui/finding_filter.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::roles {
namespace {

constexpr std::size_t kMostElements = 50;
constexpr std::uint32_t kStep = 60;  // seconds of the activity chart
constexpr std::int64_t kActivityHours = 1;

std::string text_of(const std::optional<Timestamp>& at) {
    return at ? at->text() : "";
}

// "DCA4-065,DCA4-068#held-by/ksc" speaks of DCA4-068.
bool speaks_of(std::string_view key, std::string_view requirement) {
    key = key.substr(0, key.find('#'));
    for (std::size_t from = 0; from <= key.size();) {
        const std::size_t to = std::min(key.find(',', from), key.size());
        if (key.substr(from, to - from) == requirement) return true;
        from = to + 1;
    }
    return false;
}

std::string action_word(std::uint8_t action) {
    return std::string(ruleset::action_name(static_cast<ruleset::Action>(action)));
}

webui::AuditRow audit_row(const evidence::AuditEntry& entry) {
    return {entry.number, entry.at.text(), entry.who, entry.from, entry.verb, entry.what, entry.outcome};
}

}  // namespace

std::string severity_name(evidence::Severity severity) {
    static constexpr std::array<std::string_view, 8> names = {
        "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"};
    return std::string(names.at(static_cast<std::size_t>(severity)));
}

webui::FindingRow finding_row(const evidence::Finding& finding) {
    const evidence::FindingIdentity& identity = finding.identity;
    const syslog::EventKind* kind = syslog::find_event_kind_named(identity.kind);
    webui::FindingRow out;
    out.fid = finding.fid;
    out.kind = identity.kind;
    out.event = kind == nullptr ? "" : std::string(kind->id);
    out.product = identity.product;
    out.requirement = finding.requirement;
    out.subject = identity.subject;
    out.peer = identity.peer;
    out.port = identity.port;
    out.protocol = identity.protocol;
    out.reason = identity.reason;
    out.state = finding.state == evidence::FindingState::open ? "open" : "closed";
    out.opened = finding.opened.text();
    out.updated = finding.updated.text();
    out.closed = text_of(finding.closed);
    out.count = finding.count;
    out.severity = severity_name(finding.severity);
    return out;
}

std::vector<webui::DecisionRow> ServerView::rows_of(std::string_view requirement, bool with_elements) const {
    std::map<std::string, webui::DecisionRow> rows;
    const auto add = [&](const std::string& key, std::uint32_t mark, std::uint8_t action) {
        webui::DecisionRow& row = rows[key];
        row.decision = key;
        row.mark = mark;
        row.action = action_word(action);
    };
    for (const auto& [mark, decision] : state_.in_force.rendering->decisions)
        if (requirement.empty() || speaks_of(decision.key(), requirement))
            add(decision.key(), mark, static_cast<std::uint8_t>(decision.action));
    // Counted ones, of names that were learned too.
    for (const auto& [key, counter] : state_.enforcer.counters) {
        if (counter.mark == 0 || !(requirement.empty() || speaks_of(key, requirement))) continue;
        add(key, counter.mark, counter.action);
        rows[key].counter = {counter.packets, counter.bytes};
    }
    std::map<std::string, webui::DecisionRow*> by_mark;
    std::vector<webui::DecisionRow> out;
    for (auto& [key, row] : rows)
        out.push_back(std::move(row));
    if (!with_elements) return out;
    for (webui::DecisionRow& row : out)
        by_mark[fmt::format(": {:#010x}", row.mark)] = &row;
    for (const ruleset::Element& element : state_.in_force.rendering->elements) {
        const std::size_t colon = element.text.rfind(": 0x");
        if (colon == std::string::npos) continue;
        const auto at = by_mark.find(element.text.substr(colon));
        if (at == by_mark.end()) continue;
        ++at->second->elements_total;
        if (at->second->elements.size() < kMostElements)
            at->second->elements.push_back(element.map + " " + element.text);
    }
    return out;
}

webui::RequirementActivity ServerView::requirement_activity(std::string_view id) const {
    webui::RequirementActivity out;
    for (const webui::DecisionRow& row : rows_of(id, false)) {
        if (!out.counter) out.counter.emplace();
        out.counter->packets += row.counter.packets;
        out.counter->bytes += row.counter.bytes;
    }
    const auto seen = state_.last_seen.find(std::string(id));
    if (seen != state_.last_seen.end()) out.last_seen = seen->second.text();
    return out;
}

std::vector<webui::DecisionRow> ServerView::decisions(std::string_view requirement) const {
    return rows_of(requirement, true);
}

Result<std::vector<webui::HistoryRow>> ServerView::history(std::string_view requirement,
                                                           std::size_t most) const {
    std::vector<webui::HistoryRow> out;
    for (const evidence::VerdictInterval& each : TRY(reader_.verdict_history(std::string(requirement)))) {
        if (out.size() >= most) break;
        out.push_back(
            {each.verdict, each.reason, each.subject, each.from.text(), text_of(each.to), each.policy});
    }
    return out;
}

Result<webui::FindingPage> ServerView::findings(const webui::FindingFilter& filter) const {
    std::vector<webui::FindingRow> rows;
    for (const auto& [fid, row] : state_.finding_rows)
        rows.push_back(row);
    return webui::page_of(rows, filter);
}

std::vector<webui::FindingCount> ServerView::open_findings() const {
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    for (const auto& [fid, row] : state_.finding_rows)
        if (row.state == "open") ++counts[{row.product, row.kind}];
    std::vector<webui::FindingCount> out;
    for (const auto& [key, count] : counts)
        out.push_back({key.first, key.second, count});
    return out;
}

webui::Status ServerView::status() const {
    webui::Status out;
    out.started = state_.started.text();
    for (const wire::RoleState& role : state_.roles.roles)
        out.roles.push_back(
            {role.role, role.state, static_cast<std::int64_t>(role.pid), role.restarts, role.since.text()});
    const EnforcerState& enforcer = state_.enforcer;
    out.enforcement = {enforcer.loaded, enforcer.policy.substr(0, 12),
                       enforcer.loaded ? enforcer.since.text() : "", "inet portolan", enforcer.elements};
    for (const wire::InterfaceStats& each : state_.capture.interfaces) {
        const auto zone = state_.zone_of_interface.find(each.interface);
        out.capture.push_back({zone == state_.zone_of_interface.end() ? "" : zone->second, each.interface,
                               each.received, each.dropped,
                               each.received - std::min(each.received, each.dropped)});
    }
    for (const CoverageGap& gap : state_.gaps)
        out.coverage.push_back({gap.source, gap.from.text(), text_of(gap.to), gap.reason});
    out.clock_synchronised = state_.clock_synchronised;
    out.syslog = state_.syslog;
    out.events = state_.last_event;
    out.streams = state_.streams;
    return out;
}

webui::Activity ServerView::activity() const {
    constexpr std::int64_t kSecond = 1'000'000'000;
    webui::Activity out;
    std::int64_t newest = state_.started.nanoseconds;
    for (const webui::LiveFlow& flow : state_.flows) {
        const Result<Timestamp> last = parse_timestamp(flow.row.last);
        if (last) newest = std::max(newest, last->nanoseconds);
    }
    const std::int64_t step = static_cast<std::int64_t>(kStep) * kSecond;
    const std::int64_t steps = kActivityHours * 3600 / kStep;
    const std::int64_t from = (newest / step - steps + 1) * step;
    out.from = Timestamp{from}.text();
    out.step_seconds = kStep;
    const auto count = static_cast<std::size_t>(steps);
    for (std::vector<std::uint64_t>* series :
         {&out.conforming, &out.deviating, &out.prohibited, &out.undocumented, &out.ungoverned, &out.blocked})
        series->assign(count, 0);
    const Result<std::vector<store::ActivityBucket>> buckets = reader_.activity({from}, kStep);
    if (!buckets) return out;
    for (const store::ActivityBucket& bucket : *buckets) {
        const std::int64_t at = (bucket.from.nanoseconds - from) / step;
        if (at < 0 || at >= steps) continue;
        std::vector<std::uint64_t>* series = bucket.series == "conforming"     ? &out.conforming
                                             : bucket.series == "deviating"    ? &out.deviating
                                             : bucket.series == "prohibited"   ? &out.prohibited
                                             : bucket.series == "undocumented" ? &out.undocumented
                                             : bucket.series == "ungoverned"   ? &out.ungoverned
                                             : bucket.series == "blocked"      ? &out.blocked
                                                                               : nullptr;
        if (series != nullptr) (*series)[static_cast<std::size_t>(at)] += bucket.flows;
    }
    return out;
}

webui::LoadedPolicy ServerView::loaded_policy() const {
    return {state_.enforcer.loaded, "inet portolan", state_.in_force.rendering->text(), rows_of({}, false)};
}

Result<webui::AuditPage> ServerView::audit(const webui::AuditFilter& filter) const {
    store::PageRequest page;
    page.limit = std::min<std::size_t>(filter.most, 500);
    webui::AuditPage out;
    for (;;) {
        const store::Page<evidence::AuditEntry> read = TRY(reader_.audit(page));
        out.total = read.total;
        for (const evidence::AuditEntry& entry : read.items) {
            if (filter.before != 0 && entry.number >= filter.before) continue;
            if (out.items.size() >= filter.most) {
                out.more = true;
                return out;
            }
            out.items.push_back(audit_row(entry));
        }
        if (read.next.empty()) return out;
        page.cursor = read.next;
    }
}

}  // namespace portolan::roles
