#include "policy/assess.hpp"

#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using evidence::Fact;
using evidence::Facts;

Attempt cloud_attempt() {
    return {*Address::parse("10.1.0.10"),
            *Address::parse("203.0.113.50"),
            Protocol::tcp,
            443,
            "",
            {"cloud.demo.example"},
            {}};
}

Facts facts_of(std::initializer_list<std::pair<Fact, const char*>> list) {
    Facts out;
    for (const auto& [fact, value] : list)
        out.set(fact, value);
    return out;
}

// Kept: an assessment points into its policy.
const Policy& wide() {
    static const Policy policy = test_policy();
    return policy;
}
const Policy& narrow() {
    static const Policy policy = test_policy(narrow_site());
    return policy;
}

TEST(Assess, WithoutFactsItSaysWhatAdmitSays) {
    const Policy policy = test_policy();
    const FlowAssessment assessed = assess(policy, cloud_attempt(), {});
    EXPECT_EQ(assessed.verdict, FlowVerdict::conforming);
    EXPECT_EQ(assessed.decision.id, admit(policy, cloud_attempt()).id);
    EXPECT_EQ(assessed.requirement->id, "DEMO-002");
}

// The wildcard endpoint checks no name, so it still documents what the exact one no longer does.
TEST(Assess, OneRequirementWhoseFactsHoldIsEnough) {
    const FlowAssessment assessed = assess(wide(), cloud_attempt(), facts_of({{Fact::sni, "other.example"}}));
    EXPECT_EQ(assessed.verdict, FlowVerdict::conforming);
    EXPECT_EQ(assessed.requirement->id, "DEMO-010");
}

TEST(Assess, DeviatingFactGivesTheIdThatDocumentsIt) {
    Attempt attempt{
        *Address::parse("10.1.0.10"), *Address::parse("10.1.8.1"), Protocol::udp, 161, "", {}, {}};
    const FlowAssessment wrong = assess(wide(), attempt, facts_of({{Fact::snmp, "v2c"}}));
    EXPECT_EQ(wrong.verdict, FlowVerdict::deviating);
    EXPECT_EQ(wrong.requirement->id, "DEMO-001");
    EXPECT_EQ(wrong.reason, "snmp v2c seen; DEMO-001 documents v3");
    EXPECT_EQ(assess(wide(), attempt, facts_of({{Fact::snmp, "v3"}})).verdict, FlowVerdict::conforming);
}

TEST(Assess, RestrictionHoldsOnTopAlsoForWhatRestates) {
    const FlowAssessment old = assess(narrow(), cloud_attempt(), facts_of({{Fact::tls, "1.1"}}));
    EXPECT_EQ(old.verdict, FlowVerdict::deviating);
    EXPECT_EQ(old.requirement->id, "DEMO-005");
    EXPECT_EQ(assess(narrow(), cloud_attempt(), facts_of({{Fact::tls, "1.2"}})).verdict,
              FlowVerdict::conforming);
    // With the wildcard on, DEMO-010 documents the name too, and no control restricts that one.
    EXPECT_EQ(assess(wide(), cloud_attempt(), facts_of({{Fact::tls, "1.1"}})).requirement->id, "DEMO-010");
}

TEST(Assess, ForeignNameIsUndocumented) {
    const Policy policy = test_policy(narrow_site());
    const FlowAssessment foreign =
        assess(policy, cloud_attempt(), facts_of({{Fact::sni, "evil.example"}, {Fact::tls, "1.3"}}));
    EXPECT_EQ(foreign.verdict, FlowVerdict::undocumented);
    EXPECT_EQ(foreign.decision.id, "default-deny/agent/out");
    EXPECT_EQ(assess(policy, cloud_attempt(), facts_of({{Fact::sni, "Cloud.Demo.Example."}})).verdict,
              FlowVerdict::conforming);
}

TEST(Assess, PathComesFromTheSite) {
    const Policy policy = test_policy();
    const evidence::Flow flow = test_flow("10.1.0.10", "203.0.113.60", Protocol::tcp, 8443);
    EXPECT_EQ(assess_flow(policy, flow).verdict, FlowVerdict::undocumented);
}

}  // namespace
}  // namespace portolan::policy
