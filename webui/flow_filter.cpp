#include "webui/flow_filter.hpp"

#include "appliance/base/number.hpp"
#include "webui/search_text.hpp"

#include <algorithm>
#include <tuple>

namespace portolan::webui {
namespace {

bool is_of_requirement(const report::FlowRow& row, const std::string& id) {
    return id.empty() || row.requirement == id || std::ranges::find(row.also, id) != row.also.end();
}

bool is_at(const report::FlowRow& row, const std::string& asset) {
    return asset.empty() || row.initiator == asset || row.responder == asset ||
           row.initiator_asset == asset || row.responder_asset == asset;
}

bool is_service(const report::FlowRow& row, std::string_view service) {
    if (service.empty()) return true;
    const std::size_t slash = service.find('/');
    if (row.protocol != service.substr(0, slash)) return false;
    return slash == std::string_view::npos || parse_decimal(service.substr(slash + 1), 65'535) == row.port;
}

bool speaks_of(const report::FlowRow& row, const std::string& text) {
    if (text.empty()) return true;
    for (const std::string* field : {&row.initiator, &row.initiator_asset, &row.responder,
                                     &row.responder_asset, &row.decision, &row.requirement, &row.reason})
        if (contains_folded(*field, text)) return true;
    return std::ranges::any_of(row.names,
                               [&text](const std::string& name) { return contains_folded(name, text); });
}

// Order of the list: the latest first, and of those of one instant the newest.
std::pair<std::string_view, std::uint64_t> place_of(const FlowFilter& filter, const LiveFlow& flow) {
    return {filter.by_number ? std::string_view() : flow.row.last, flow.number};
}

}  // namespace

bool matches(const FlowFilter& filter, const LiveFlow& flow) {
    const report::FlowRow& row = flow.row;
    return is_one_of(filter.verdicts, row.verdict) && is_one_of(filter.actions, row.action) &&
           is_one_of(filter.products, row.product) && is_of_requirement(row, filter.requirement) &&
           is_at(row, filter.asset) && is_service(row, filter.service) && row.last >= filter.since &&
           speaks_of(row, filter.text);
}

FlowPage latest_flows(std::span<const LiveFlow> flows, const FlowFilter& filter, std::size_t most) {
    FlowPage page;
    const std::optional<Position> after = parse_cursor(filter.cursor);
    const std::uint64_t number = after ? parse_decimal(after->id, UINT64_MAX).value_or(0) : 0;
    page.bad_cursor = !filter.cursor.empty() && number == 0;
    if (page.bad_cursor) return page;
    for (const LiveFlow& flow : flows) {
        if (!matches(filter, flow)) continue;
        ++page.total;
        if (!after ||
            place_of(filter, flow) < std::pair<std::string_view, std::uint64_t>(after->instant, number))
            page.items.push_back(&flow);
    }
    const bool more = page.items.size() > most;
    const auto end = page.items.begin() + static_cast<std::ptrdiff_t>(std::min(most, page.items.size()));
    std::ranges::partial_sort(page.items, end, [&](const LiveFlow* left, const LiveFlow* right) {
        return place_of(filter, *left) > place_of(filter, *right);
    });
    page.items.erase(end, page.items.end());
    if (more)
        page.next = cursor_of({std::string(place_of(filter, *page.items.back()).first),
                               std::to_string(page.items.back()->number)});
    return page;
}

}  // namespace portolan::webui
