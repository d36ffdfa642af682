#include "appliance/report/json_rows.hpp"
#include "appliance/report/summary.hpp"
#include "appliance/report/verdict_words.hpp"
#include "webui/rows_json.hpp"

#include <algorithm>
#include <map>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;
using report::json_instant;
using report::json_text;

constexpr std::size_t kRecentFindings = 10;
constexpr std::size_t kMostCoverage = 500;
constexpr std::size_t kMostSteps = 1'440;

json::array roles_json(const std::vector<RoleState>& roles) {
    json::array out;
    for (const RoleState& role : roles)
        out.push_back(json::object{{"role", json_text(role.role)},
                                   {"state", json_text(role.state)},
                                   {"pid", role.pid > 0 ? json::value(role.pid) : json::value(nullptr)},
                                   {"restarts", json_count(role.restarts)},
                                   {"since", json_text(role.since)}});
    return out;
}

json::array capture_json(const std::vector<CaptureState>& captures) {
    json::array out;
    for (const CaptureState& capture : captures)
        out.push_back(json::object{{"zone", json_text(capture.zone)},
                                   {"interface", json_text(capture.interface)},
                                   {"received", json_count(capture.received)},
                                   {"dropped", json_count(capture.dropped)},
                                   {"decoded", json_count(capture.decoded)}});
    return out;
}

json::array coverage_json(const std::vector<CoverageRow>& rows) {
    json::array out;
    for (const CoverageRow& row : rows) {
        if (out.size() == kMostCoverage) break;
        out.push_back(json::object{{"source", json_text(row.source)},
                                   {"from", json_text(row.from)},
                                   {"to", json_instant(row.to)},
                                   {"reason", clipped(row.reason, 8'192)}});
    }
    return out;
}

json::array syslog_json(const std::vector<SyslogState>& targets) {
    json::array out;
    for (const SyslogState& target : targets)
        out.push_back(json::object{{"target", json_text(target.target)},
                                   {"state", json_text(target.state)},
                                   {"queued", json_count(target.queued)},
                                   {"last_seq", json_count(target.last_seq)}});
    return out;
}

std::uint64_t all_of(const std::vector<FindingCount>& counts) {
    std::uint64_t sum = 0;
    for (const FindingCount& row : counts)
        sum += row.count;
    return sum;
}

json::object counts_json(const LiveView& view, const Status& status) {
    std::uint64_t requirements = 0;
    for (const report::Product& product : view.assessment().products)
        requirements += product.requirements.size();
    return {{"requirements", requirements},
            {"flows", view.flows().size()},
            {"findings_open", json_count(all_of(view.open_findings()))},
            {"events", json_count(status.events)},
            {"streams", json_count(status.streams)}};
}

json::array series_json(const std::vector<std::uint64_t>& series) {
    json::array out;
    const std::size_t skipped = series.size() - std::min(series.size(), kMostSteps);
    for (std::size_t i = skipped; i < series.size(); ++i)
        out.emplace_back(json_count(series[i]));
    return out;
}

json::object activity_json(const Activity& activity) {
    return {{"from", json_text(activity.from)},
            {"step_seconds", activity.step_seconds},
            {"series",
             {{"conforming", series_json(activity.conforming)},
              {"deviating", series_json(activity.deviating)},
              {"prohibited", series_json(activity.prohibited)},
              {"undocumented", series_json(activity.undocumented)},
              {"ungoverned", series_json(activity.ungoverned)},
              {"blocked", series_json(activity.blocked)}}}};
}

// Every word of the table but those that mark its end ("" and "other"), zeros included.
json::object counts_by_word(std::span<const report::VerdictWord> words,
                            const std::map<std::string_view, std::uint64_t>& counts) {
    json::object out;
    for (const report::VerdictWord& word : words) {
        if (word.word.empty() || word.word == "other") continue;
        const auto found = counts.find(word.word);
        out[word.word] = found == counts.end() ? 0 : found->second;
    }
    return out;
}

using FlowCounts = std::map<std::string_view, std::map<std::string_view, std::uint64_t>>;

json::object product_overview(const report::Product& product, const FlowCounts& flows,
                              const std::vector<FindingCount>& findings) {
    std::map<std::string_view, std::uint64_t> verdicts;
    std::uint64_t statements = 0;
    for (const report::Requirement& requirement : product.requirements)
        ++(requirement.of_vendor ? statements : verdicts[verdict_word(requirement)]);
    std::uint64_t open = 0;
    for (const FindingCount& row : findings)
        if (row.product == product.id) open += row.count;
    const auto of_product = flows.find(product.id);
    return {{"id", json_text(product.id)},
            {"title", json_text(product.title)},
            {"enforcement", json_text(product.enforcement)},
            {"local", report::is_local(product)},
            {"vendor_statements", statements},
            {"requirements", counts_by_word(report::requirement_verdicts(), verdicts)},
            {"flows", counts_by_word(report::flow_verdicts(),
                                     of_product == flows.end() ? std::map<std::string_view, std::uint64_t>()
                                                               : of_product->second)},
            {"findings_open", json_count(open)}};
}

json::array recent_findings(const LiveView& view) {
    json::array out;
    FindingFilter filter;
    filter.state = "open";
    filter.most = kRecentFindings;
    const Result<FindingPage> page = view.findings(filter);
    if (!page) return out;  // a slow store leaves this part of the page empty; /findings says why
    for (const FindingRow& row : page->items)
        out.push_back(finding_json(row));
    return out;
}

}  // namespace

json::array products_json(const report::Assessment& assessment) {
    json::array out;
    for (const report::Product& product : assessment.products)
        out.push_back(json::object{{"id", json_text(product.id)},
                                   {"title", json_text(product.title)},
                                   {"enforcement", json_text(product.enforcement)},
                                   {"local", report::is_local(product)}});
    return out;
}

json::object status_json(const LiveView& view) {
    const report::Assessment& assessment = view.assessment();
    const Status status = view.status();
    const EnforcementState& enforcement = status.enforcement;
    return {{"schema", "portolan-status/1"},
            {"policy", json_text(assessment.policy)},
            {"version", json_text(assessment.version)},
            {"site", json_text(assessment.site)},
            {"started", json_text(status.started)},
            {"products", products_json(assessment)},
            {"roles", roles_json(status.roles)},
            {"enforcement",
             {{"loaded", enforcement.loaded},
              {"policy", json_text(enforcement.policy)},
              {"since", json_instant(enforcement.since)},
              {"table", json_text(enforcement.table)},
              {"elements", json_count(enforcement.elements)}}},
            {"capture", capture_json(status.capture)},
            {"coverage", coverage_json(status.coverage)},
            {"clock", {{"synchronised", status.clock_synchronised}}},
            {"syslog", syslog_json(status.syslog)},
            {"counts", counts_json(view, status)}};
}

json::object overview_json(const LiveView& view) {
    const report::Assessment& assessment = view.assessment();
    const std::vector<FindingCount> findings = view.open_findings();
    FlowCounts flows;
    for (const LiveFlow& flow : view.flows())
        ++flows[flow.row.product][flow.row.verdict];
    json::array products;
    for (const report::Product& product : assessment.products)
        products.push_back(product_overview(product, flows, findings));
    std::map<std::string, std::uint64_t> by_kind;
    for (const FindingCount& row : findings)
        by_kind[row.kind] += row.count;
    json::object open;
    for (const auto& [kind, count] : by_kind)
        open[kind] = json_count(count);
    return {{"schema", "portolan-overview/1"},          {"policy", json_text(assessment.policy)},
            {"products", std::move(products)},          {"findings_open", std::move(open)},
            {"recent_findings", recent_findings(view)}, {"activity", activity_json(view.activity())}};
}

}  // namespace portolan::webui
