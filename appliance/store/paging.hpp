// Pages of a list: what a request's cursor and limit come to. Internal to the reader.
#pragma once

#include "appliance/base/number.hpp"
#include "appliance/store/reader.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace portolan::store {

struct Paging {
    std::uint64_t before = std::numeric_limits<std::int64_t>::max();  // rows with a lower number follow
    std::uint64_t limit = 100;
};

inline std::uint64_t page_limit(const PageRequest& page) {
    return std::clamp<std::uint64_t>(page.limit, 1, 500);
}

inline Failure bad_cursor() {
    return fail(ErrorCode::bad_input, "the cursor is none that a list gave", {}, "begin without a cursor");
}

inline Result<Paging> numeric_paging(const PageRequest& page) {
    Paging out;
    out.limit = page_limit(page);
    if (page.cursor.empty()) return out;
    const auto before = parse_decimal(page.cursor, out.before);
    if (!before) return bad_cursor();
    out.before = *before;
    return out;
}

// One row more than the page was read: it only tells that there is a next page.
template <typename Row, typename CursorOf>
void end_page(Page<Row>& page, const Paging& paging, CursorOf cursor_of) {
    if (page.items.size() <= paging.limit) return;
    page.items.resize(paging.limit);
    page.next = cursor_of(page.items.back());
}

inline std::string count_sql(std::string_view rows) {
    return "SELECT count(*) FROM (" + std::string(rows) + " LIMIT " + std::to_string(kMostCounted + 1) + ")";
}

}  // namespace portolan::store
