// Which flows a filter means, latest first, page by page.
#pragma once

#include "webui/live_rows.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace portolan::webui {

struct FlowFilter {
    std::vector<std::string> verdicts;  // one of these; empty = any. The same of the next two
    std::vector<std::string> actions;
    std::vector<std::string> products;
    std::string requirement;  // decides, or documents also; the others: empty = any
    std::string asset;        // name or address of either end, whole
    std::string service;      // "udp" or "tcp/443"
    std::string text;         // part of an address, asset, name, decision, requirement or reason
    std::string since;        // RFC 3339 UTC in microseconds, as Timestamp::text() writes it
    std::string cursor;       // FlowPage::next of the page before
    // By number, where a packet more moves no row: who reads all pages misses none. Else latest seen first.
    bool by_number = false;
};

[[nodiscard]] bool matches(const FlowFilter& filter, const LiveFlow& flow);

struct FlowPage {
    std::vector<const LiveFlow*> items;  // into the rows given
    std::uint64_t total = 0;             // all that match, whatever the cursor
    std::string next;                    // empty on the last page
    bool bad_cursor = false;
};
[[nodiscard]] FlowPage latest_flows(std::span<const LiveFlow> flows, const FlowFilter& filter,
                                    std::size_t most);

}  // namespace portolan::webui
