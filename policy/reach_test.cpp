#include "policy/reach.hpp"

#include "policy/test_world.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

// The test world with other zones: the assets stay where they are.
Policy with_zones(const std::string& zones) {
    std::string site(kTestSite);
    const std::size_t begin = site.find("zones:");
    const std::size_t end = site.find("assets:");
    return test_policy(site.replace(begin, end - begin, "zones:\n" + zones));
}

const std::string kOutside =
    "  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, gateway: 198.51.100.1, untrusted: "
    "true}\n";

RequirementReach reach_of(const Policy& policy, std::string_view id) {
    for (const RequirementReach& row : requirement_reaches(policy))
        if (row.requirement->id == id) return row;
    panic("no such row");
}

struct Row {
    const char* name;
    std::string zones;
    Reach printers;  // DEMO-001: the agent to its printers
    Reach cloud;     // DEMO-002: the agent to a name
};

TEST(Reach, FollowsZonesAndRoutes) {
    const std::vector<Row> rows = {
        {"one segment: printers never cross us",
         kOutside + "  inside: {interface: e2, kind: routed, address: 10.1.0.1/16}\n", Reach::none,
         Reach::in_line},
        {"two segments",
         kOutside + "  pcs: {interface: e2, kind: routed, address: 10.1.0.1/24}\n"
                    "  printers: {interface: e3, kind: routed, address: 10.1.8.254/24}\n",
         Reach::in_line, Reach::in_line},
        {"one segment behind a router is still one side of us",
         kOutside + "  inside: {interface: e2, kind: routed, address: 10.2.0.2/24, networks: [10.1.0.0/16], "
                    "via: 10.2.0.1}\n",
         Reach::none, Reach::in_line},
        {"one segment with a mirror of it",
         kOutside + "  inside: {interface: e2, kind: routed, address: 10.1.0.1/16}\n"
                    "  core: {interface: e4, kind: mirror, networks: [10.1.8.0/24]}\n",
         Reach::mirror, Reach::in_line},
        {"only a mirror", "  core: {interface: e4, kind: mirror, networks: [10.1.0.0/16]}\n", Reach::mirror,
         Reach::mirror},
        {"no way out", "  inside: {interface: e2, kind: routed, address: 10.1.0.1/16}\n", Reach::none,
         Reach::none},
        {"the agent stands nowhere",
         kOutside + "  printers: {interface: e3, kind: routed, address: 10.1.8.254/24}\n", Reach::in_line,
         Reach::none},
    };
    for (const Row& row : rows) {
        const Policy policy = with_zones(row.zones);
        EXPECT_EQ(reach_name(reach_of(policy, "DEMO-001").best()), reach_name(row.printers)) << row.name;
        EXPECT_EQ(reach_name(reach_of(policy, "DEMO-002").best()), reach_name(row.cloud)) << row.name;
    }
}

// Each printer by itself: one stands across us, the other beside the agent.
TEST(Reach, IsToldForEachSubject) {
    const Policy policy =
        with_zones(kOutside +
                   "  pcs: {interface: e2, kind: routed, address: 10.1.0.1/24, networks: [10.1.8.1]}\n"
                   "  printers: {interface: e3, kind: routed, address: 10.3.0.1/24, networks: [10.1.8.2]}\n");
    const RequirementReach row = reach_of(policy, "DEMO-001");
    EXPECT_EQ(row.count(Reach::in_line), 1U);
    EXPECT_EQ(row.count(Reach::none), row.subjects.size() - 1);
    const auto near = std::find_if(row.subjects.begin(), row.subjects.end(),
                                   [](const SubjectReach& s) { return s.subject == "floor-1"; });
    ASSERT_NE(near, row.subjects.end());
    EXPECT_EQ(reach_name(near->reach), "none");
    EXPECT_EQ(row.why, "both ends in zone pcs");
}

TEST(Reach, WhatIsNotInForceHasNone) {
    const std::vector<RequirementReach> rows = requirement_reaches(test_policy());
    EXPECT_FALSE(std::any_of(rows.begin(), rows.end(), [](const RequirementReach& row) {
        return row.requirement->id == "DEMO-003" || row.requirement->id == "DEMO-006";
    }));
}

}  // namespace
}  // namespace portolan::policy
