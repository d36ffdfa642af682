#include "webui/finding_filter.hpp"

#include "webui/search_text.hpp"

#include <algorithm>

namespace portolan::webui {
namespace {

// A fid is a ULID: it sorts by the time of opening.
Position position_of(const FindingFilter& filter, const FindingRow& row) {
    return {filter.by_opened ? std::string() : row.updated, row.fid};
}

}  // namespace

bool matches(const FindingFilter& filter, const FindingRow& row) {
    if (!filter.state.empty() && row.state != filter.state) return false;
    if (!is_one_of(filter.kinds, row.kind) || !is_one_of(filter.products, row.product)) return false;
    return contains_folded(row.subject, filter.text) || contains_folded(row.peer, filter.text) ||
           contains_folded(row.requirement, filter.text) || contains_folded(row.reason, filter.text);
}

Result<FindingPage> page_of(std::span<const FindingRow> rows, const FindingFilter& filter) {
    const std::optional<Position> after = parse_cursor(filter.cursor);
    if (!after && !filter.cursor.empty())
        return fail(ErrorCode::bad_input, "the cursor is none of this list", {}, "start from the first page");
    FindingPage page;
    std::vector<const FindingRow*> found;
    for (const FindingRow& row : rows) {
        if (!matches(filter, row)) continue;
        ++page.total;
        if (!after || position_of(filter, row) < *after) found.push_back(&row);
    }
    std::ranges::sort(found, [&](const FindingRow* left, const FindingRow* right) {
        return position_of(filter, *left) > position_of(filter, *right);
    });
    for (const FindingRow* row : found) {
        if (page.items.size() == filter.most) {
            page.next = cursor_of(position_of(filter, page.items.back()));
            break;
        }
        page.items.push_back(*row);
    }
    return page;
}

}  // namespace portolan::webui
