#include "policy/exceptions.hpp"

#include "policy/assess.hpp"
#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

Attempt attempt(const char* from, const char* to, Protocol protocol, std::uint16_t port, const char* at) {
    Attempt out;
    out.from = *Address::parse(from);
    out.to = *Address::parse(to);
    out.protocol = protocol;
    out.port = port;
    out.at = *parse_timestamp(at);
    return out;
}

struct Case {
    const char* what;
    const char* from;
    const char* to;
    Protocol protocol;
    std::uint16_t port;
    const char* at;
    const char* id;
    const char* valid_from;
    const char* valid_until;
};

void expect_decisions(const Policy& policy, const std::vector<Case>& cases) {
    const auto text = [](const std::optional<Timestamp>& time) {
        return time ? time->text().substr(0, 16) : std::string();
    };
    for (const Case& each : cases) {
        const Decision decision =
            admit(policy, attempt(each.from, each.to, each.protocol, each.port, each.at));
        EXPECT_EQ(decision.id, each.id) << each.what;
        EXPECT_EQ(text(decision.valid_from), each.valid_from) << each.what;
        EXPECT_EQ(text(decision.valid_until), each.valid_until) << each.what;
    }
}

constexpr const char* kAgent = "10.1.0.10";
constexpr const char* kDesk = "10.1.0.77";
constexpr const char* kPeer = "203.0.113.9";
constexpr const char* kOut = "default-deny/agent/out";
constexpr const char* kBegin = "2026-12-01T00:00";
constexpr const char* kEnd = "2027-01-01T00:00";

TEST(Exceptions, AllowBetweenTheirDatesWhatNothingDocuments) {
    const std::vector<Case> cases = {
        {"before", kAgent, kPeer, Protocol::tcp, 9000, "2026-11-30T23:59:59Z", kOut, "", kBegin},
        {"at its start", kAgent, kPeer, Protocol::tcp, 9000, "2026-12-01", "EX-1", kBegin, kEnd},
        {"just before its end", kAgent, kPeer, Protocol::tcp, 9010, "2026-12-31T23:59:59Z", "EX-1", kBegin,
         kEnd},
        {"at its end", kAgent, kPeer, Protocol::tcp, 9000, "2027-01-01", kOut, kEnd, ""},
        {"a port on", kAgent, kPeer, Protocol::tcp, 9011, "2026-12-01", kOut, "", ""},
        {"another protocol", kAgent, kPeer, Protocol::udp, 9000, "2026-12-01", kOut, "", ""},
        {"another peer", kAgent, "203.0.113.10", Protocol::tcp, 9000, "2026-12-01", kOut, "", ""},
        {"the other direction", kPeer, kAgent, Protocol::tcp, 9000, "2026-12-01", "DEMO-004", "", ""},
        {"the first of two decides", kAgent, kPeer, Protocol::tcp, 8443, "2026-12-20", "EX-1",
         "2026-12-15T08:00", kEnd},
        {"then the other", kAgent, kPeer, Protocol::tcp, 8443, "2027-01-01", "EX-3", kEnd,
         "2027-02-01T00:00"},
        {"what is documented stays so", kAgent, "10.1.8.1", Protocol::udp, 161, "2026-12-01", "DEMO-001", "",
         ""},
        {"its neighbour is lifted", kAgent, "10.1.8.1", Protocol::udp, 160, "2026-12-01", "EX-4", kBegin,
         kEnd},
        {"ICMP", kDesk, "10.1.8.1", Protocol::icmp, 0, "2026-12-01", "EX-5", kBegin, kEnd},
    };
    expect_decisions(test_policy(excepting_site()), cases);
    expect_decisions(test_policy(excepting_site(/*enforce=*/true)), cases);
}

TEST(Exceptions, NeverBeatAProhibitionThatIsEnforced) {
    expect_decisions(test_policy(excepting_site()),
                     {{"observed", kDesk, kAgent, Protocol::tcp, 22, "2026-12-01", "EX-2", kBegin, kEnd}});
    expect_decisions(test_policy(excepting_site(/*enforce=*/true)),
                     {{"enforced", kDesk, kAgent, Protocol::tcp, 22, "2026-12-01", "DEMO-004", "", ""}});
}

TEST(Exceptions, WithoutATimeNoneIsInForce) {
    Attempt timeless = attempt(kAgent, kPeer, Protocol::tcp, 9000, "2026-12-01");
    timeless.at.reset();
    EXPECT_EQ(admit(test_policy(excepting_site()), timeless).id, kOut);
}

TEST(Exceptions, AFlowIsJudgedByTheTimeOfItsFirstPacket) {
    const Policy policy = test_policy(excepting_site());
    evidence::Flow flow = test_flow(kAgent, kPeer, Protocol::tcp, 9000);
    flow.first = *parse_timestamp("2026-11-30T23:59:00Z");
    flow.last = *parse_timestamp("2026-12-01T00:01:00Z");
    EXPECT_EQ(assess_flow(policy, flow).verdict, FlowVerdict::undocumented);
    flow.first = *parse_timestamp("2026-12-01");
    const FlowAssessment tolerated = assess_flow(policy, flow);
    EXPECT_EQ(tolerated.verdict, FlowVerdict::conforming);
    EXPECT_EQ(tolerated.decision.id, "EX-1");
    EXPECT_EQ(tolerated.requirement, nullptr) << "it is evidence for no requirement";
    EXPECT_EQ(tolerated.reason,
              "exception EX-1 of network-team until 2027-01-01T00:00:00.000000Z: vendor support");
}

TEST(Exceptions, LiftADeviation) {
    const Policy policy = test_policy(excepting_site());
    Attempt old = attempt(kAgent, "10.1.8.1", Protocol::udp, 161, "2026-12-01");
    evidence::Facts facts;
    facts.set(evidence::Fact::snmp, "v1");
    const FlowAssessment tolerated = assess(policy, old, facts);
    EXPECT_EQ(tolerated.verdict, FlowVerdict::conforming);
    EXPECT_EQ(tolerated.decision.id, "EX-4");
    EXPECT_EQ(tolerated.also, std::vector<std::string>{"DEMO-001"});
    old.at = *parse_timestamp("2027-01-01");
    EXPECT_EQ(assess(policy, old, facts).verdict, FlowVerdict::deviating);
}

TEST(Exceptions, TheNextChangeIsTheNextStartOrEndOfAny) {
    const Policy policy = test_policy(excepting_site());
    struct Next {
        const char* now;
        const char* change;  // empty: none any more
    };
    for (const Next& each : {Next{"2026-01-01", "2026-12-01T00:00:00Z"},
                             {"2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z"},
                             {"2026-12-01", "2026-12-15T08:00:00Z"},
                             {"2026-12-15T08:00:00Z", "2027-01-01T00:00:00Z"},
                             {"2027-01-01", "2027-02-01T00:00:00Z"},
                             {"2027-02-01", ""}}) {
        const std::optional<Timestamp> change = next_change(policy, *parse_timestamp(each.now));
        const std::string_view expected = each.change;
        ASSERT_EQ(change.has_value(), !expected.empty()) << each.now;
        if (change) {
            EXPECT_EQ(*change, *parse_timestamp(expected)) << each.now;
        }
    }
    EXPECT_FALSE(next_change(test_policy(), {}));
}

TEST(Exceptions, AKernelPartHoldsUntilTheNextChangeWhicheverWayTheClockGoes) {
    const Policy policy = test_policy(excepting_site());
    const auto changes = [&](const char* made, const char* now) {
        return changes_between(policy, *parse_timestamp(made), *parse_timestamp(now));
    };
    EXPECT_FALSE(changes("2026-12-01", "2026-12-01"));
    EXPECT_FALSE(changes("2026-12-01", "2026-12-15T07:59:59Z"));
    EXPECT_TRUE(changes("2026-12-01", "2026-12-15T08:00:00Z"));
    EXPECT_TRUE(changes("2026-12-01", "2026-11-30T23:59:59Z"));
    EXPECT_FALSE(changes("2027-02-01", "2028-01-01"));
}

}  // namespace
}  // namespace portolan::policy
