#include "appliance/roles/live_judge.hpp"

#include "appliance/live/assessment_rows.hpp"
#include "appliance/live/flow_findings.hpp"
#include "appliance/roles/server_view.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace portolan::roles {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kBlindFor =
    10 * kSecond;  // a restart of the recorder is shorter, and changes no verdict
constexpr std::size_t kMostGaps = 100;
constexpr std::size_t kMostClosed = 1000;  // findings kept in memory after their end

webui::LiveFlow live_flow(const policy::Policy& policy, const live::Row& row) {
    webui::LiveFlow out;
    out.number = row.number;
    out.row = live::flow_row(policy, {&row.flow, row.assessment, !row.blocked()}, row.action);
    out.initiator_zone = live::zone_name(policy, row.flow.initiator);
    out.responder_zone = live::zone_name(policy, row.flow.responder);
    out.flows = row.flows;
    return out;
}

evidence::JudgedFlow judged_flow(const policy::Policy& policy, const live::Row& row) {
    const webui::LiveFlow shown = live_flow(policy, row);
    evidence::JudgedFlow out;
    out.policy = policy.short_id();
    out.product = shown.row.product;
    out.requirement = shown.row.requirement;
    out.also = shown.row.also;
    out.decision = shown.row.decision;
    out.verdict = shown.row.verdict;
    out.action = shown.row.action;
    out.reason = shown.row.reason;
    out.initiator = row.flow.initiator;
    out.initiator_asset = shown.row.initiator_asset;
    out.initiator_zone = shown.initiator_zone;
    out.responder = row.flow.responder;
    out.responder_asset = shown.row.responder_asset;
    out.responder_zone = shown.responder_zone;
    out.protocol = shown.row.protocol;
    out.port = row.flow.responder_port;
    out.names = row.flow.names;
    out.facts = row.flow.facts;
    out.answered = row.flow.answered;
    out.first = row.flow.first;
    out.last = row.flow.last;
    return out;
}

std::uint64_t packets_of(const evidence::Flow& flow) {
    return flow.packets_out + flow.packets_in;
}

std::uint64_t bytes_of(const evidence::Flow& flow) {
    return flow.bytes_out + flow.bytes_in;
}

}  // namespace

void LiveJudge::event(syslog::EventCode code, const syslog::Fields& fields, Timestamp now) {
    batch_.events.push_back(syslog::make_event(code, fields, now));
}

void LiveJudge::begin_policy() {
    const policy::Policy& policy = *state_.in_force.policy;
    report::Assessment& out = state_.assessment;
    out = {};
    out.site = policy.site().name;
    out.policy = policy.short_id();
    out.version = PORTOLAN_VERSION;
    state_.product_index.clear();
    for (const policy::CompiledProduct& product : policy.products()) {
        state_.product_index[product.profile->id] = out.products.size();
        out.products.push_back(live::product_row(product));
    }
    state_.flows.clear();
    state_.last_seen.clear();
    settling_.clear();
}

void LiveJudge::show(const live::Row& row) {
    std::vector<webui::LiveFlow>& flows = state_.flows;
    const auto at = std::lower_bound(
        flows.begin(), flows.end(), row.number,
        [](const webui::LiveFlow& each, std::uint64_t number) { return each.number < number; });
    const bool there = at != flows.end() && at->number == row.number;
    if (row.empty()) {
        if (there) flows.erase(at);
        return;
    }
    webui::LiveFlow flow = live_flow(*state_.in_force.policy, row);
    if (there) {
        *at = std::move(flow);
    } else {
        flows.insert(at, std::move(flow));
    }
    state_.stream.note_flow(row.number);
}

void LiveJudge::note_seen(const live::Row& row) {
    const auto seen = [&](const std::string& id) {
        Timestamp& last = state_.last_seen[id];
        if (last < row.flow.last) {
            last = row.flow.last;
            state_.stream.note_requirement(id);
        }
    };
    if (row.assessment.requirement != nullptr) seen(row.assessment.requirement->id);
    for (const std::string& id : row.assessment.also)
        seen(id);
}

void LiveJudge::find(live::Row& row) {
    std::optional<live::Sighting> sighting = live::sighting_of(*state_.in_force.policy, row);
    row.flows_told = row.flows;
    if (!sighting) return;
    sighting->severity = syslog::finding_severity(
        sighting->identity.kind, live::is_governed(*state_.in_force.policy, row.flow.initiator));
    state_.findings.see(*sighting);
}

void LiveJudge::take_flows(Timestamp now, std::int64_t now_ms) {
    for (live::Row* row : state_.ledger.take_changed()) {
        show(*row);
        if (row->empty()) {
            settling_.erase(row->number);
            continue;
        }
        note_seen(*row);
        if (row->flows > row->flows_told) settling_[row->number] = row;
    }
    std::vector<std::uint64_t> settled;
    for (auto& [number, row] : settling_)
        if (row->blocked() || now_ms - row->sighted >= kSettle) settled.push_back(number);
    for (const std::uint64_t number : settled) {
        find(*settling_[number]);
        settling_.erase(number);
    }
    static_cast<void>(now);
}

std::string LiveJudge::lacking(Timestamp now) const {
    if (state_.capture_down && now.nanoseconds - state_.capture_down->nanoseconds > kBlindFor)
        return "the recorder is down since " + state_.capture_down->text();
    return {};
}

void LiveJudge::judge(Timestamp now) {
    const policy::Policy& policy = *state_.in_force.policy;
    evidence::Recording recording;
    recording.packets = state_.capture.packets;
    for (const wire::InterfaceStats& each : state_.capture.interfaces)
        recording.lost += each.dropped;
    recording.lacking = lacking(now);
    const std::vector<policy::JudgedFlow> flows = state_.ledger.judged();
    state_.controls.until = now;
    const std::vector<policy::RequirementVerdict> verdicts =
        policy::judge_recording(policy, recording, flows, state_.controls);
    for (report::Product& product : state_.assessment.products)
        product.requirements.clear();
    for (const policy::RequirementVerdict& judged : verdicts)
        state_.assessment.products[judged.product].requirements.push_back(live::requirement_row(judged));
    for (const live::VerdictChange& change : state_.verdicts.update(policy, verdicts, now)) {
        batch_.verdicts.push_back(change.now_so);
        state_.stream.note_requirement(change.now_so.requirement);
        verdict_finding(change, now);
        const bool bad = change.now_so.verdict == "violated" || change.now_so.verdict == "failing";
        if (change.before.empty() && !bad) continue;  // the beginning of all is no news
        if (std::optional<evidence::Event> event =
                syslog::make_verdict_event(change.now_so, change.before, now))
            batch_.events.push_back(std::move(*event));
    }
}

void LiveJudge::verdict_finding(const live::VerdictChange& change, Timestamp now) {
    const auto identity = [&](const std::string& verdict) {
        return evidence::FindingIdentity{
            "requirement-" + verdict, change.now_so.product, change.now_so.subject, "", "", 0,
            change.now_so.requirement};
    };
    if (change.before == "violated" || change.before == "failing")
        state_.findings.close(identity(change.before), now);
    const std::string& verdict = change.now_so.verdict;
    if (verdict != "violated" && verdict != "failing") return;
    live::Sighting sighting;
    sighting.identity = identity(verdict);
    sighting.requirement = change.now_so.requirement;
    sighting.severity = verdict == "violated" ? evidence::Severity::error : evidence::Severity::warning;
    sighting.policy = change.now_so.policy;
    sighting.at = now;
    state_.findings.see(sighting);
}

void LiveJudge::tell_findings(Timestamp now) {
    state_.findings.close_quiet(now);
    for (live::FindingChange& change : state_.findings.take_changes()) {
        unkept_.push_back(finding_row(change.finding));
        const auto step = static_cast<syslog::FindingStep>(change.step);
        // A requirement's verdict is an event of its own.
        if (change.told && !live::is_requirement_finding(change.finding.identity.kind))
            if (std::optional<evidence::Event> event =
                    syslog::make_finding_event(change.finding, step, change.more, now))
                batch_.events.push_back(std::move(*event));
        batch_.findings.push_back(std::move(change.finding));
    }
}

void LiveJudge::put_back(std::vector<webui::FindingRow> rows) {
    rows.insert(rows.end(), std::make_move_iterator(unkept_.begin()), std::make_move_iterator(unkept_.end()));
    unkept_ = std::move(rows);
}

void LiveJudge::show_findings(std::vector<webui::FindingRow> rows) {
    for (webui::FindingRow& row : rows) {
        state_.stream.note_finding(row);
        const std::string fid = row.fid;
        state_.finding_rows[fid] = std::move(row);
    }
    std::vector<std::pair<std::string, std::string>> closed;
    for (const auto& [fid, row] : state_.finding_rows)
        if (row.state == "closed") closed.emplace_back(row.closed, fid);
    if (closed.size() <= kMostClosed) return;
    std::sort(closed.begin(), closed.end());
    for (std::size_t i = 0; i < closed.size() - kMostClosed; ++i)
        state_.finding_rows.erase(closed[i].second);
}

void LiveJudge::store_flows() {
    for (const std::unique_ptr<live::Row>& row : state_.ledger.rows()) {
        live::Counts now{row->flows, row->flow.packets_out, row->flow.packets_in, row->flow.bytes_out,
                         row->flow.bytes_in};
        const std::uint64_t packets = now.packets_out + now.packets_in;
        const std::uint64_t before = row->stored.packets_out + row->stored.packets_in;
        if (row->empty() || (packets <= before && now.flows <= row->stored.flows)) continue;
        evidence::JudgedFlow flow = judged_flow(*state_.in_force.policy, *row);
        flow.flows = now.flows - std::min(now.flows, row->stored.flows);
        flow.packets = packets_of(row->flow) - std::min(packets, before);
        flow.bytes =
            bytes_of(row->flow) - std::min(bytes_of(row->flow), row->stored.bytes_out + row->stored.bytes_in);
        batch_.flows.push_back(std::move(flow));
        row->stored = now;
    }
}

void LiveJudge::forget_old(Timestamp now, std::int64_t now_ms) {
    const std::size_t before = state_.ledger.rows().size();
    for (const auto& [number, row] : std::exchange(settling_, {}))
        find(*row);
    state_.ledger.forget_old(now, now_ms);
    if (state_.ledger.rows().size() == before) return;
    std::map<std::uint64_t, bool> there;
    for (const std::unique_ptr<live::Row>& row : state_.ledger.rows())
        there[row->number] = true;
    std::erase_if(state_.flows, [&](const webui::LiveFlow& flow) { return !there.contains(flow.number); });
}

void LiveJudge::restore_gaps(std::vector<evidence::CoverageInterval> covered) {
    std::stable_sort(covered.begin(), covered.end(),
                     [](const evidence::CoverageInterval& a, const evidence::CoverageInterval& b) {
                         return a.from < b.from;
                     });
    std::map<std::string, CoverageGap> open;
    std::vector<CoverageGap> gaps;
    for (const evidence::CoverageInterval& interval : covered) {
        if (const auto gap = open.find(interval.source); gap != open.end()) {
            gap->second.to = interval.from;
            gaps.push_back(std::move(gap->second));
            open.erase(gap);
        }
        if (interval.to)
            open[interval.source] = {interval.source, *interval.to, std::nullopt, interval.reason};
    }
    for (auto& [source, gap] : open)
        gaps.push_back(std::move(gap));
    std::stable_sort(gaps.begin(), gaps.end(),
                     [](const CoverageGap& a, const CoverageGap& b) { return b.from < a.from; });
    if (gaps.size() > kMostGaps) gaps.resize(kMostGaps);
    state_.gaps.assign(std::make_move_iterator(gaps.begin()), std::make_move_iterator(gaps.end()));
}

void LiveJudge::begin_gap(const std::string& source, const std::string& reason, Timestamp now) {
    state_.gaps.push_front({source, now, std::nullopt, reason});
    if (state_.gaps.size() > kMostGaps) state_.gaps.pop_back();
    const auto since = covered_.find(source);
    if (since != covered_.end()) batch_.coverage.push_back({source, since->second, now, reason});
    covered_.erase(source);
    state_.stream.note_status();
    event(syslog::EventCode::coverage_gap, {{"part", source}, {"since", now.text()}, {"reason", reason}},
          now);
}

void LiveJudge::end_gap(const std::string& source, Timestamp now) {
    for (CoverageGap& gap : state_.gaps)
        if (gap.source == source && !gap.to) gap.to = now;
    if (source == "capture") state_.capture_down.reset();
    if (covered_.emplace(source, now).second) batch_.coverage.push_back({source, now, std::nullopt, ""});
    state_.stream.note_status();
}

}  // namespace portolan::roles
