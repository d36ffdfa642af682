#include "policy/admit.hpp"

#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

struct AdmitCase {
    const char* name;
    const char* from;
    const char* to;
    Protocol protocol;
    std::uint16_t port;
    std::vector<std::string> names;
    bool allowed;
    const char* decision;
};

// Beside each allow stands its nearest deny.
TEST(Admit, DecidesAttempts) {
    const Policy policy = test_policy();
    const std::vector<AdmitCase> cases = {
        {"SNMP to a printer", "10.1.0.10", "10.1.8.1", Protocol::udp, 161, {}, true, "DEMO-001"},
        {"one port on", "10.1.0.10", "10.1.8.1", Protocol::udp, 162, {}, false, "default-deny/agent/out"},
        {"other protocol", "10.1.0.10", "10.1.8.1", Protocol::tcp, 161, {}, false, "default-deny/agent/out"},
        {"other direction", "10.1.8.1", "10.1.0.10", Protocol::udp, 161, {}, false, "DEMO-004"},
        {"from a stranger",
         "10.1.0.99",
         "10.1.8.1",
         Protocol::udp,
         161,
         {},
         false,
         "default-deny/printer/in"},
        {"printer outside its range", "10.1.0.10", "10.1.9.9", Protocol::udp, 161, {}, false, "DEMO-008"},
        {"address that plays nothing",
         "10.1.0.10",
         "10.1.8.3",
         Protocol::udp,
         161,
         {},
         false,
         "default-deny/agent/out"},
        {"documented name",
         "10.1.0.10",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {"cloud.demo.example"},
         true,
         "DEMO-002,DEMO-009,DEMO-010"},
        {"the same address, no name asked",
         "10.1.0.10",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {},
         false,
         "default-deny/agent/out"},
        {"below the wildcard",
         "10.1.0.10",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {"a.b.demo.example"},
         true,
         "DEMO-010"},
        {"the apex",
         "10.1.0.10",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {"demo.example"},
         false,
         "default-deny/agent/out"},
        {"look-alike",
         "10.1.0.10",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {"evildemo.example"},
         false,
         "default-deny/agent/out"},
        {"option off", "10.1.0.10", "10.1.8.1", Protocol::tcp, 80, {}, false, "default-deny/agent/out"},
        {"nobody governed",
         "10.1.0.77",
         "203.0.113.50",
         Protocol::tcp,
         443,
         {},
         true,
         "ungoverned/inside/outside"},
        {"peer that is not governed",
         "10.1.0.77",
         "10.1.0.99",
         Protocol::tcp,
         443,
         {},
         true,
         "ungoverned/inside/inside"},
        {"both families alike", "2001:db8::1", "10.1.0.10", Protocol::tcp, 22, {}, false, "DEMO-004"},
    };
    for (const AdmitCase& each : cases) {
        const Attempt attempt{*Address::parse(each.from),
                              *Address::parse(each.to),
                              each.protocol,
                              each.port,
                              "",
                              each.names,
                              {}};
        const Decision decision = admit(policy, attempt);
        EXPECT_EQ(decision.allowed, each.allowed) << each.name;
        EXPECT_EQ(decision.id, each.decision) << each.name;
    }
}

TEST(Admit, IcmpIsDecidedByType) {
    const Policy policy = test_policy();
    Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("10.1.8.1"), Protocol::icmp, 0, "echo-request", {}, {}};
    EXPECT_EQ(admit(policy, attempt).id, "DEMO-011");
    attempt.icmp = "redirect";
    EXPECT_FALSE(admit(policy, attempt).allowed);
}

TEST(Admit, SpecificBeforeRestatingAndLevelBeforeFileOrder) {
    const Policy policy = test_policy();
    const Attempt attempt{*Address::parse("10.1.0.10"),
                          *Address::parse("203.0.113.50"),
                          Protocol::tcp,
                          443,
                          "",
                          {"cloud.demo.example"},
                          {}};
    const Decision decision = admit(policy, attempt);
    ASSERT_EQ(decision.documenting.size(), 3U);
    EXPECT_EQ(decision.documenting[0]->requirement->id, "DEMO-002");
    EXPECT_EQ(decision.documenting[1]->requirement->id, "DEMO-010");
    EXPECT_EQ(decision.documenting[2]->requirement->id, "DEMO-009");
}

TEST(Admit, DefaultDenyNamesItsClosedLists) {
    const Policy policy = test_policy();
    const Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("203.0.113.50"), Protocol::tcp, 25, "", {}, {}};
    const Decision decision = admit(policy, attempt);
    ASSERT_EQ(decision.closed_lists.size(), 1U);
    EXPECT_EQ(decision.closed_lists.front()->id, "DEMO-007");
}

TEST(Policy, IdIgnoresLayoutAndSeesMeaning) {
    const std::string site(kTestSite);
    const std::string id = test_policy().id();
    EXPECT_EQ(test_policy("# a comment\n" + site).id(), id);
    std::string reordered = site;
    reordered.replace(reordered.find("schema: portolan-site/1\nsite: test\n"), 35,
                      "site: test\nschema: portolan-site/1\n");
    EXPECT_EQ(test_policy(reordered).id(), id);
    std::string changed = site;
    changed.replace(changed.find("10.1.8.0/24"), 11, "10.1.8.0/25");
    EXPECT_NE(test_policy(changed).id(), id);
}

TEST(Policy, SeveralSingleAddressesAreOneMachine) {
    std::string site(kTestSite);
    site.insert(site.find("  - {name: agent-1"),
                "  - {name: dual, address: [10.1.0.5, \"2001:db8::5\"]}\n  - {name: pool, address: "
                "[10.1.40.0/24, 10.1.41.1]}\n");
    const auto machines = test_policy(site).same_machine();
    ASSERT_EQ(machines.size(), 1U);
    EXPECT_EQ(machines.at(*Address::parse("2001:db8::5")), *Address::parse("10.1.0.5"));
}

TEST(Policy, FindsTheInnermostAsset) {
    std::string site(kTestSite);
    site.insert(site.find("  - {name: agent-1"),
                "  - {name: lan, address: 10.1.0.0/16}\n  - {name: floor, address: 10.1.8.0/24}\n");
    const Policy policy = test_policy(site);
    EXPECT_EQ(policy.asset_at(*Address::parse("10.1.8.1"))->name, "floor-1");
    EXPECT_EQ(policy.asset_at(*Address::parse("10.1.8.200"))->name, "floor");
    EXPECT_EQ(policy.asset_at(*Address::parse("10.1.200.1"))->name, "lan");
    EXPECT_EQ(policy.asset_at(*Address::parse("203.0.113.1")), nullptr);
}

}  // namespace
}  // namespace portolan::policy
