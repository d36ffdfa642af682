#include "appliance/base/number.hpp"
#include "appliance/report/json_rows.hpp"
#include "appliance/report/verdict_words.hpp"
#include "webui/flow_filter.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"
#include "webui/search_text.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostFlows = 50;
constexpr std::size_t kMostDecisions = 256;
constexpr std::size_t kMostHistory = 200;
constexpr std::uint64_t kMostOffset = 1'000'000;

struct Row {
    const report::Product* product = nullptr;
    const report::Requirement* requirement = nullptr;
    RequirementActivity activity;
};

bool is_wanted(const Query& query, const report::Product& product, const report::Requirement& requirement) {
    const std::string& part = query.text("q");
    return is_one_of(query.list("product"), product.id) &&
           is_one_of(query.list("verdict"), verdict_word(requirement)) &&
           is_one_of(query.list("level"), requirement.level) &&
           is_one_of(query.list("kind"), requirement.kind) &&
           (contains_folded(requirement.id, part) || contains_folded(requirement.documents, part) ||
            contains_folded(requirement.quote, part) || contains_folded(requirement.reason, part) ||
            std::ranges::any_of(requirement.titles,
                                [&](const auto& title) { return contains_folded(title.second, part); }));
}

std::ptrdiff_t group_rank(const Row& row) {
    return std::ranges::find(kRequirementGroups, group_word(*row.product, *row.requirement)) -
           kRequirementGroups.begin();
}

// 0 = the worst verdict.
std::ptrdiff_t rank(const Row& row) {
    const auto words = report::requirement_verdicts();
    return std::ranges::find(words, row.requirement->verdict, &report::VerdictWord::word) - words.begin();
}

void sort_rows(std::string_view order, std::vector<Row>& rows) {
    if (order == "worst") std::ranges::stable_sort(rows, {}, rank);
    if (order == "last_seen")
        std::ranges::stable_sort(rows, std::greater<>(),
                                 [](const Row& row) -> const std::string& { return row.activity.last_seen; });
    std::ranges::stable_sort(rows, {}, group_rank);  // one after the other, in that order
}

json::object group_counts(const std::vector<Row>& rows) {
    json::object out;
    for (const std::string_view group : kRequirementGroups)
        out[group] = std::ranges::count(
            rows, group, [](const Row& row) { return group_word(*row.product, *row.requirement); });
    return out;
}

std::vector<Row> wanted_rows(const Call& call) {
    std::vector<Row> rows;
    for (const report::Product& product : call.state->view.assessment().products)
        for (const report::Requirement& requirement : product.requirements)
            if (is_wanted(call.query, product, requirement)) rows.push_back({&product, &requirement, {}});
    for (Row& row : rows)
        row.activity = call.state->view.requirement_activity(row.requirement->id);
    sort_rows(call.query.text("sort"), rows);
    return rows;
}

// Of a list that is whole but for the group: so a page can say what the others hold.
void keep_groups(const Query& query, std::vector<Row>& rows) {
    std::erase_if(rows, [&](const Row& row) {
        return !is_one_of(query.list("group"), group_word(*row.product, *row.requirement));
    });
}

Row find_requirement(const LiveView& view, std::string_view id) {
    for (const report::Product& product : view.assessment().products)
        for (const report::Requirement& requirement : product.requirements)
            if (requirement.id == id) return {&product, &requirement, view.requirement_activity(id)};
    return {};
}

void put_flows(const LiveView& view, std::string_view id, json::object& out) {
    FlowFilter filter;
    filter.requirement = id;
    const FlowPage page = latest_flows(view.flows(), filter, kMostFlows);
    json::array flows;
    for (const LiveFlow* flow : page.items)
        flows.push_back(flow_json(*flow));
    out["flows"] = std::move(flows);
    out["flows_total"] = page.total;
}

}  // namespace

void list_requirements(Call& call) {
    const std::string& cursor = call.query.text("cursor");
    const std::optional<std::uint64_t> offset = cursor.empty() ? 0 : parse_decimal(cursor, kMostOffset);
    if (!offset)
        return call.respond(problem(400, "the cursor is none of this list", "start from the first page"));
    std::vector<Row> rows = wanted_rows(call);
    json::object groups = group_counts(rows);
    keep_groups(call.query, rows);
    const std::size_t from = std::min<std::size_t>(*offset, rows.size());
    const std::size_t to = std::min(rows.size(), from + call.query.limit());
    json::array items;
    for (std::size_t i = from; i < to; ++i)
        items.push_back(requirement_row_json(*rows[i].product, *rows[i].requirement, rows[i].activity));
    call.respond(json_answer(
        200, {{"schema", "portolan-requirements/1"},
              {"policy", report::json_text(call.state->view.assessment().policy)},
              {"items", std::move(items)},
              {"total", rows.size()},
              {"groups", std::move(groups)},
              {"next", to < rows.size() ? json::value(std::to_string(to)) : json::value(nullptr)}}));
}

void get_requirement(Call& call) {
    const LiveView& view = call.state->view;
    const Row row = find_requirement(view, call.captured[0]);
    if (row.requirement == nullptr)
        return call.respond(
            problem(404, "no verdict on a requirement '" + call.captured[0] + "' is kept here",
                    "GET /api/v1/requirements lists the judged ones, `portolan requirements` all"));
    const Result<std::vector<HistoryRow>> history = view.history(row.requirement->id, kMostHistory);
    if (!history) return call.respond(problem(history.error()));
    json::object body = {{"schema", "portolan-requirement/1"},
                         {"policy", report::json_text(view.assessment().policy)}};
    for (auto& member : trace_json(*row.product, *row.requirement))
        body.insert(member);
    json::array decisions;
    for (const DecisionRow& decision : view.decisions(row.requirement->id))
        if (decisions.size() < kMostDecisions) decisions.push_back(decision_json(decision, true));
    body["decisions"] = std::move(decisions);
    put_flows(view, row.requirement->id, body);
    body["last_seen"] = report::json_instant(row.activity.last_seen);
    json::array intervals;
    for (const HistoryRow& interval : *history)
        if (intervals.size() < kMostHistory) intervals.push_back(history_json(interval));
    body["history"] = std::move(intervals);
    call.respond(json_answer(200, body));
}

}  // namespace portolan::webui
