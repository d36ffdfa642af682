// The filters of the lists of flows and findings, and their cursors.
#include "webui/finding_filter.hpp"
#include "webui/flow_filter.hpp"
#include "webui/sample_live_view.hpp"
#include "webui/search_text.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

using testing::ElementsAre;

LiveFlow print_flow() {
    LiveFlow flow;
    flow.number = 7;
    flow.row.verdict = "undocumented";
    flow.row.action = "blocked";
    flow.row.product = "dca4";
    flow.row.requirement = "DCA4-038";
    flow.row.also = {"DCA4-023"};
    flow.row.decision = "default-deny/dca-agent/out";
    flow.row.reason = "nearest: DCA4-065";
    flow.row.initiator = "10.20.4.5";
    flow.row.initiator_asset = "print-pc";
    flow.row.responder = "203.0.113.9";
    flow.row.protocol = "tcp";
    flow.row.port = 8443;
    flow.row.names = {"Odd.Example"};
    flow.row.last = "2026-11-22T10:04:12.500000Z";
    return flow;
}

struct FlowCase {
    const char* name;
    std::function<void(FlowFilter&)> set;
    bool matches;
};

TEST(FlowFilter, EachFieldAndItsNearestMiss) {
    const std::vector<FlowCase> cases = {
        {"any", [](FlowFilter&) {}, true},
        {"verdict",
         [](FlowFilter& f) {
             f.verdicts = {"conforming", "undocumented"};
         },
         true},
        {"other verdict", [](FlowFilter& f) { f.verdicts = {"conforming"}; }, false},
        {"action", [](FlowFilter& f) { f.actions = {"blocked"}; }, true},
        {"other action", [](FlowFilter& f) { f.actions = {"would-block"}; }, false},
        {"product", [](FlowFilter& f) { f.products = {"dca4"}; }, true},
        {"other product", [](FlowFilter& f) { f.products = {"ksc"}; }, false},
        {"requirement", [](FlowFilter& f) { f.requirement = "DCA4-038"; }, true},
        {"also", [](FlowFilter& f) { f.requirement = "DCA4-023"; }, true},
        {"part of a requirement", [](FlowFilter& f) { f.requirement = "DCA4-02"; }, false},
        {"asset", [](FlowFilter& f) { f.asset = "print-pc"; }, true},
        {"address", [](FlowFilter& f) { f.asset = "203.0.113.9"; }, true},
        {"part of an address", [](FlowFilter& f) { f.asset = "203.0.113"; }, false},
        {"protocol", [](FlowFilter& f) { f.service = "tcp"; }, true},
        {"service", [](FlowFilter& f) { f.service = "tcp/8443"; }, true},
        {"other port", [](FlowFilter& f) { f.service = "tcp/844"; }, false},
        {"other protocol", [](FlowFilter& f) { f.service = "udp/8443"; }, false},
        {"text in a name", [](FlowFilter& f) { f.text = "odd.EX"; }, true},
        {"text in the decision", [](FlowFilter& f) { f.text = "DENY/dca"; }, true},
        {"other text", [](FlowFilter& f) { f.text = "even"; }, false},
        {"since", [](FlowFilter& f) { f.since = "2026-11-22T10:04:12.500000Z"; }, true},
        {"since later", [](FlowFilter& f) { f.since = "2026-11-22T10:04:12.500001Z"; }, false},
    };
    for (const FlowCase& row : cases) {
        FlowFilter filter;
        row.set(filter);
        EXPECT_EQ(matches(filter, print_flow()), row.matches) << row.name;
    }
}

TEST(FlowPages, AreLatestFirstAndLoseNothingThatMoves) {
    std::vector<LiveFlow> flows;
    for (std::uint64_t i = 1; i <= 5; ++i) {
        flows.push_back(print_flow());
        flows.back().number = i;
        flows.back().row.last = "2026-11-22T10:04:1" + std::to_string(i % 3) + ".000000Z";
    }
    const auto numbers = [](const FlowPage& page) {
        std::vector<std::uint64_t> out;
        for (const LiveFlow* flow : page.items)
            out.push_back(flow->number);
        return out;
    };
    FlowFilter filter;
    const FlowPage first = latest_flows(flows, filter, 2);
    EXPECT_THAT(numbers(first), ElementsAre(5, 2));
    EXPECT_EQ(first.total, 5U);
    flows[0].row.last = "2026-11-22T10:05:00.000000Z";  // moves to the front
    filter.cursor = first.next;
    const FlowPage second = latest_flows(flows, filter, 2);
    EXPECT_THAT(numbers(second), ElementsAre(4, 3));
    EXPECT_EQ(second.next, "");
    for (const char* bad : {"x", "!!", "MTIz", "YSBi"}) {
        filter.cursor = bad;
        EXPECT_TRUE(latest_flows(flows, filter, 2).bad_cursor) << bad;
    }
}

TEST(FindingPages, FilterAndGoOn) {
    const SampleLiveView view;
    FindingFilter filter;
    EXPECT_EQ(page_of(view.finding_rows, filter)->total, 3U);
    filter.state = "open";
    EXPECT_EQ(page_of(view.finding_rows, filter)->total, 2U);
    filter.kinds = {"prohibited-blocked"};
    EXPECT_EQ(page_of(view.finding_rows, filter)->items.at(0).requirement, "DCA4-038");
    filter.text = "dca4-039";
    EXPECT_EQ(page_of(view.finding_rows, filter)->total, 0U);
    filter = {};
    filter.most = 2;
    const FindingPage first = page_of(view.finding_rows, filter).value();
    EXPECT_EQ(first.items.at(0).fid, "01JD9X00000000000000000003");
    filter.cursor = first.next;
    const FindingPage second = page_of(view.finding_rows, filter).value();
    ASSERT_EQ(second.items.size(), 1U);
    EXPECT_EQ(second.items[0].fid, "01JD9X00000000000000000001");
    EXPECT_EQ(second.next, "");
    filter.cursor = "abc";
    EXPECT_FALSE(page_of(view.finding_rows, filter).has_value());
}

// Between two pages everything changes: by opening, and by number, each row is told once all the same.
TEST(FindingPages, WhatChangesBetweenTwoPagesIsNotMissed) {
    SampleLiveView view;
    FindingFilter filter;
    filter.by_opened = true;
    filter.most = 1;
    std::vector<std::string> told;
    do {
        const FindingPage page = page_of(view.finding_rows, filter).value();
        for (const FindingRow& row : page.items)
            told.push_back(row.fid);
        for (FindingRow& row : view.finding_rows)
            row.updated = "2099-01-01T00:00:00.00000" + std::to_string(told.size()) + "Z";
        filter.cursor = page.next;
    } while (!filter.cursor.empty());
    EXPECT_THAT(told, ElementsAre("01JD9X00000000000000000003", "01JD9X00000000000000000002",
                                  "01JD9X00000000000000000001"));
}

TEST(FlowPages, WhatGoesOnBetweenTwoPagesIsNotMissed) {
    const SampleLiveView view;
    const std::span<const LiveFlow> shown = view.flows();
    std::vector<LiveFlow> flows(shown.begin(), shown.end());
    FlowFilter filter;
    filter.by_number = true;
    std::vector<std::uint64_t> told;
    do {
        const FlowPage page = latest_flows(flows, filter, 2);
        for (const LiveFlow* flow : page.items)
            told.push_back(flow->number);
        filter.cursor = page.next;
        for (LiveFlow& flow : flows)
            flow.row.last = flow.number % 2 == 0 ? "2099-01-01T00:00:00.000000Z" : flow.row.last;
    } while (!filter.cursor.empty());
    std::vector<std::uint64_t> all;
    for (const LiveFlow& flow : flows)
        all.push_back(flow.number);
    std::sort(all.rbegin(), all.rend());
    EXPECT_EQ(told, all);
}

}  // namespace
}  // namespace portolan::webui
