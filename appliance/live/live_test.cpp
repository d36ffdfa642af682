#include "appliance/live/finding_book.hpp"
#include "appliance/live/flow_findings.hpp"
#include "appliance/live/ledger.hpp"
#include "appliance/live/verdict_book.hpp"
#include "policy/kernel_part.hpp"
#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::live {
namespace {

using policy::test_flow;

std::string enforcing_site() {
    std::string site(policy::kTestSite);
    const std::string_view product = "  demo:\n";
    return site.insert(site.find(product) + product.size(), "    enforcement: enforce\n");
}

struct World {
    std::shared_ptr<const policy::Policy> policy;
    Ledger ledger;
    explicit World(const std::string& site = enforcing_site(), bool loaded = true)
        : policy(std::make_shared<policy::Policy>(policy::test_policy(site))) {
        ledger.set_policy(policy, std::make_shared<ruleset::Ruleset>(*policy::kernel_part(*policy)));
        ledger.set_loaded(loaded);
    }
};

evidence::Flow attempt(const char* from, const char* to, std::uint16_t port) {
    evidence::Flow flow = test_flow(from, to, Protocol::tcp, port);
    flow.packets_in = 0;
    flow.answered = false;
    return flow;
}

TEST(Ledger, MergesFlowsOfAKindAndKeepsTotals) {
    World world;
    evidence::Flow flow = test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161);
    world.ledger.update("run", 1, flow, false, 10);
    flow.packets_out = 9;
    world.ledger.update("run", 1, flow, true, 20);
    world.ledger.update("run", 2, flow, true, 30);
    ASSERT_EQ(world.ledger.rows().size(), 1U);
    const Row& row = *world.ledger.rows().front();
    EXPECT_EQ(row.flows, 2U);
    EXPECT_EQ(row.flow.packets_out, 18U);
    EXPECT_EQ(row.action, "allowed");
}

TEST(Ledger, AVerdictThatChangesMovesTheFlow) {
    World world;
    evidence::Flow flow = test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161);
    world.ledger.update("run", 1, flow, false, 10);
    flow.facts.set(Fact::snmp, "v1");  // documented: v3
    world.ledger.update("run", 1, flow, false, 20);
    ASSERT_EQ(world.ledger.rows().size(), 2U);
    EXPECT_TRUE(world.ledger.rows()[0]->empty());
    EXPECT_EQ(world.ledger.rows()[0]->flow.packets_out, 0U);
    EXPECT_EQ(world.ledger.rows()[1]->assessment.verdict, policy::FlowVerdict::deviating);
    EXPECT_EQ(world.ledger.judged().size(), 1U);
    world.ledger.forget_old(flow.last, 20'000);
    EXPECT_EQ(world.ledger.rows().size(), 1U);
}

TEST(Ledger, ActionIsWhatTheKernelDoes) {
    struct Case {
        const char* what;
        std::string site;
        bool loaded;
        const char* action;
    };
    for (const Case& each : {Case{"enforced", enforcing_site(), true, "blocked"},
                             Case{"observed", std::string(policy::kTestSite), true, "would-block"},
                             Case{"no table", enforcing_site(), false, "allowed"}}) {
        World world(each.site, each.loaded);
        world.ledger.update("run", 1, attempt("10.1.0.10", "203.0.113.9", 8443), true, 10);
        EXPECT_EQ(world.ledger.rows().front()->action, each.action) << each.what;
    }
}

TEST(Ledger, NamesOfTheResolverCount) {
    World world;
    world.ledger.learn(*Address::parse("10.1.0.10"), "cloud.demo.example", *Address::parse("203.0.113.5"),
                       1'000);
    world.ledger.update("run", 1, test_flow("10.1.0.10", "203.0.113.5", Protocol::tcp, 443), true, 10);
    EXPECT_EQ(world.ledger.rows().front()->assessment.verdict, policy::FlowVerdict::conforming);
    EXPECT_EQ(world.ledger.rows().front()->action, "allowed");
}

TEST(Ledger, OurOwnHalfOfATalkIsNotMissed) {
    World world;  // our addresses: 198.51.100.2 and 10.1.0.1
    struct Case {
        const char* what;
        const char* from;
        const char* to;
        std::uint64_t packets_in;
        bool answered;
    };
    int id = 0;
    for (const Case& each : {Case{"to us: our answer passes no tap", "10.1.0.77", "10.1.0.1", 0, true},
                             Case{"from us: only answers are seen", "10.1.0.1", "10.1.0.77", 3, true},
                             Case{"from us, nothing came back", "10.1.0.1", "10.1.0.78", 0, false},
                             Case{"through us", "10.1.0.77", "203.0.113.9", 0, false}}) {
        evidence::Flow flow = attempt(each.from, each.to, 601);
        flow.packets_in = each.packets_in;
        world.ledger.update("run", static_cast<std::uint64_t>(++id), flow, true, 10);
        EXPECT_EQ(world.ledger.rows().back()->flow.answered, each.answered) << each.what;
    }
}

TEST(FlowFindings, SayWhoAndWhat) {
    World world;
    world.ledger.update("run", 1, attempt("10.1.0.10", "203.0.113.9", 8443), true, 10);
    const std::optional<Sighting> out = sighting_of(*world.policy, *world.ledger.rows()[0]);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->identity.kind, "undocumented-blocked");
    EXPECT_EQ(out->identity.subject, "agent-1");
    EXPECT_EQ(out->identity.peer, "203.0.113.9");
    EXPECT_EQ(out->role, "agent");
    EXPECT_EQ(out->szone, "inside");
    EXPECT_EQ(out->dzone, "outside");
    // The Internet calls: folded.
    world.ledger.update("run", 2, attempt("203.0.113.9", "10.1.8.1", 80), true, 10);
    const std::optional<Sighting> in = sighting_of(*world.policy, *world.ledger.rows()[1]);
    ASSERT_TRUE(in);
    EXPECT_EQ(in->identity.subject, "floor-1");
    EXPECT_EQ(in->identity.peer, "");
    // Documented use is none.
    world.ledger.update("run", 3, test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161), true, 10);
    EXPECT_FALSE(sighting_of(*world.policy, *world.ledger.rows()[2]));
}

Sighting seen_at(std::int64_t seconds) {
    Sighting out;
    out.identity = {"undocumented-blocked", "demo", "agent-1", "203.0.113.9", "tcp", 8443, ""};
    out.at = {seconds * 1'000'000'000};
    return out;
}

TEST(FindingBook, OpensTellsOnceAMinuteAndClosesWhenQuiet) {
    FindingBook book;
    book.see(seen_at(0));
    std::vector<FindingChange> changes = book.take_changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].step, Step::open);
    const std::string fid = changes[0].finding.fid;
    for (int second = 1; second <= 59; ++second)
        book.see(seen_at(second));
    changes = book.take_changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_FALSE(changes[0].told);
    EXPECT_EQ(changes[0].finding.count, 60U);
    book.see(seen_at(60));
    changes = book.take_changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_TRUE(changes[0].told);
    EXPECT_EQ(changes[0].finding.fid, fid);
    book.close_quiet({(60 + 15 * 60 - 1) * 1'000'000'000LL});
    EXPECT_TRUE(book.take_changes().empty());
    book.close_quiet({(60 + 15 * 60) * 1'000'000'000LL});
    changes = book.take_changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].step, Step::close);
    EXPECT_EQ(book.open(), 0U);
}

TEST(FindingBook, ARestoredFindingIsNotOpenedTwice) {
    FindingBook first;
    first.see(seen_at(0));
    const evidence::Finding finding = first.take_changes().front().finding;
    FindingBook second;
    second.restore({finding});
    second.see(seen_at(1));
    const std::vector<FindingChange> changes = second.take_changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].step, Step::update);
    EXPECT_EQ(changes[0].finding.fid, finding.fid);
}

TEST(VerdictBook, TellsChangesOnly) {
    World world;
    VerdictBook book;
    const auto judge = [&] {
        const evidence::Recording recording;
        return policy::judge_recording(*world.policy, recording, world.ledger.judged());
    };
    EXPECT_FALSE(book.update(*world.policy, judge(), {1}).empty());
    EXPECT_TRUE(book.update(*world.policy, judge(), {2}).empty());
    evidence::Flow flow = test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161);
    flow.facts.set(Fact::snmp, "v3");
    world.ledger.update("run", 1, flow, true, 10);
    const std::vector<VerdictChange> changes = book.update(*world.policy, judge(), {3});
    ASSERT_FALSE(changes.empty());
    EXPECT_EQ(changes[0].now_so.requirement, "DEMO-001");
    EXPECT_EQ(changes[0].before, "unseen");
    EXPECT_EQ(changes[0].now_so.verdict, "verified");
}

}  // namespace
}  // namespace portolan::live
