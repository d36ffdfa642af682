#include "appliance/report/flow_groups.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

FlowRow row(std::string initiator, std::string responder, std::uint16_t port) {
    FlowRow out;
    out.product = "dca4";
    out.decision = "default-deny/dca-agent/out";
    out.verdict = "undocumented";
    out.initiator = std::move(initiator);
    out.responder = std::move(responder);
    out.protocol = "tcp";
    out.port = port;
    out.packets = 2;
    out.bytes = 100;
    out.first = "2026-11-22T10:00:00Z";
    out.last = "2026-11-22T10:00:01Z";
    return out;
}

std::vector<FlowGroup> groups_of(const Assessment& assessment) {
    return group_flows(assessment, "undocumented");
}

TEST(FlowGroups, AlikeFlowsAreOneRowWithSumsAndSpan) {
    Assessment assessment;
    assessment.flows = {row("10.0.0.1", "192.0.2.1", 443), row("10.0.0.1", "192.0.2.2", 443),
                        row("10.0.0.1", "192.0.2.1", 443)};
    assessment.flows[2].answered = true;
    assessment.flows[0].names = {"a.example"};
    assessment.flows[2].names = {"b.example"};
    assessment.flows[2].first = "2026-11-22T09:00:00Z";
    assessment.flows[2].last = "2026-11-22T11:00:00Z";
    assessment.flows.push_back(row("10.0.0.1", "192.0.2.1", 443));
    assessment.flows.back().verdict = "conforming";
    const std::vector<FlowGroup> groups = groups_of(assessment);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].flows, 2U);
    EXPECT_EQ(groups[0].answered, 1U);
    EXPECT_EQ(groups[0].packets, 4U);
    EXPECT_EQ(groups[0].bytes, 200U);
    EXPECT_EQ(groups[0].first, "2026-11-22T09:00:00Z");
    EXPECT_EQ(groups[0].last, "2026-11-22T11:00:00Z");
    EXPECT_EQ(groups[0].names.size(), 2U);
    EXPECT_EQ(groups[0].service(), "tcp/443");
    EXPECT_EQ(groups[1].responder(), "192.0.2.2");
}

// A table: one thing changed of two flows, and whether they stay one row.
TEST(FlowGroups, WhatPartsFlows) {
    struct Case {
        const char* name;
        void (*change)(FlowRow&);
        std::size_t groups;
    };
    const Case cases[] = {
        {"nothing", [](FlowRow&) {}, 1},
        {"port", [](FlowRow& r) { r.port = 80; }, 2},
        {"protocol", [](FlowRow& r) { r.protocol = "udp"; }, 2},
        {"initiator", [](FlowRow& r) { r.initiator = "10.0.0.2"; }, 2},
        {"responder", [](FlowRow& r) { r.responder = "192.0.2.9"; }, 2},
        {"decision", [](FlowRow& r) { r.decision = "default-deny/printer/in"; }, 2},
        {"product", [](FlowRow& r) { r.product = "ksc"; }, 2},
        {"requirement", [](FlowRow& r) { r.requirement = "DCA4-038"; }, 2},
        {"reason", [](FlowRow& r) { r.reason = "other"; }, 1},
        {"time", [](FlowRow& r) { r.first = "2026-11-22T10:00:00.5Z"; }, 1},
    };
    for (const Case& c : cases) {
        Assessment assessment;
        assessment.flows = {row("10.0.0.1", "192.0.2.1", 443), row("10.0.0.1", "192.0.2.1", 443)};
        c.change(assessment.flows[1]);
        EXPECT_EQ(groups_of(assessment).size(), c.groups) << c.name;
    }
}

TEST(FlowGroups, AddressesOfOneAssetAreOneEnd) {
    Assessment assessment;
    assessment.flows = {row("10.0.0.1", "192.0.2.1", 443), row("2001:db8::1", "192.0.2.1", 443)};
    for (FlowRow& flow : assessment.flows)
        flow.initiator_asset = "print-pc";
    const std::vector<FlowGroup> groups = groups_of(assessment);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].initiator(), "print-pc");
    EXPECT_EQ(groups[0].initiators.size(), 2U);
}

TEST(FlowGroups, ScanOfPortsFoldsFromSixOn) {
    Assessment assessment;
    for (std::uint16_t port = 1; port <= 5; ++port)
        assessment.flows.push_back(row("10.0.0.1", "192.0.2.1", port));
    EXPECT_EQ(groups_of(assessment).size(), 5U);
    assessment.flows.push_back(row("10.0.0.1", "192.0.2.1", 6));
    assessment.flows.back().reason = "nearest: DCA4-065";
    const std::vector<FlowGroup> groups = groups_of(assessment);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].service(), "tcp, 6 ports");
    EXPECT_EQ(groups[0].flows, 6U);
    EXPECT_TRUE(groups[0].reasons_differ);
}

TEST(FlowGroups, ManyStrangersAtOnePortFoldButAssetsDoNot) {
    Assessment assessment;
    for (int i = 1; i <= 200; ++i) {
        assessment.flows.push_back(row(fmt::format("203.0.113.{}", i), "10.0.0.1", 23));
        assessment.flows.push_back(row("10.0.0.1", fmt::format("198.51.100.{}", i), 25));
    }
    for (int i = 1; i <= 7; ++i) {
        assessment.flows.push_back(row(fmt::format("10.0.1.{}", i), "10.0.0.1", 24));
        assessment.flows.back().initiator_asset = fmt::format("printer-{}", i);
    }
    const std::vector<FlowGroup> groups = groups_of(assessment);
    ASSERT_EQ(groups.size(), 9U);
    EXPECT_EQ(groups[0].initiator(), "200 addresses");
    EXPECT_EQ(groups[0].responder(), "10.0.0.1");
    EXPECT_EQ(groups[1].responder(), "200 addresses");
    EXPECT_EQ(groups[2].initiator(), "printer-1");
}

TEST(FlowGroups, ServicesInWords) {
    Assessment assessment;
    assessment.flows = {row("10.0.0.1", "192.0.2.1", 0)};
    assessment.flows[0].protocol = "icmp";
    EXPECT_EQ(groups_of(assessment)[0].service(), "icmp");
    FlowGroup group = groups_of(assessment)[0];
    group.ports = {22, 23, 80};
    EXPECT_EQ(group.service(), "icmp/22,23,80");
}

}  // namespace
}  // namespace portolan::report
