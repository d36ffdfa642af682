#include "appliance/base/timestamp.hpp"
#include "appliance/report/json_rows.hpp"
#include "webui/flow_filter.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

json::value next_json(const std::string& next) {
    if (next.empty()) return nullptr;
    return report::json_text(next);
}

// As our rows write instants, so that texts compare like times.
std::string in_row_form(const std::string& instant) {
    const Result<Timestamp> time = parse_timestamp(instant);
    return time ? time->text() : std::string();
}

}  // namespace

void list_flows(Call& call) {
    const Query& query = call.query;
    const FlowFilter filter{query.list("verdict"), query.list("action"),
                            query.list("product"), query.text("requirement"),
                            query.text("asset"),   query.text("service"),
                            query.text("q"),       in_row_form(query.text("since")),
                            query.text("cursor"),  query.text("sort") == "first_told"};
    const LiveView& view = call.state->view;
    const FlowPage page = latest_flows(view.flows(), filter, query.limit());
    if (page.bad_cursor)
        return call.respond(problem(400, "the cursor is none of this list", "start from the first page"));
    json::array items;
    for (const LiveFlow* flow : page.items)
        items.push_back(flow_json(*flow));
    call.respond(json_answer(200, {{"schema", "portolan-flows/1"},
                                   {"policy", report::json_text(view.assessment().policy)},
                                   {"items", std::move(items)},
                                   {"total", page.total},
                                   {"next", next_json(page.next)}}));
}

void list_findings(Call& call) {
    const Query& query = call.query;
    const FindingFilter filter{
        query.text("state"),  query.list("kind"), query.list("product"),         query.text("q"),
        query.text("cursor"), query.limit(),      query.text("sort") == "opened"};
    const Result<FindingPage> page = call.state->view.findings(filter);
    if (!page) return call.respond(problem(page.error()));
    json::array items;
    for (const FindingRow& finding : page->items)
        items.push_back(finding_json(finding));
    call.respond(json_answer(200, {{"schema", "portolan-findings/1"},
                                   {"policy", report::json_text(call.state->view.assessment().policy)},
                                   {"items", std::move(items)},
                                   {"total", json_count(page->total)},
                                   {"next", next_json(page->next)}}));
}

}  // namespace portolan::webui
