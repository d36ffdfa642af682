// The enforcer's learned names in the kernel: they come, they end, and a flow that they let begin outlives a
// restart of the enforcer and another apply.
#include "appliance/enforce/enforcer.hpp"

#include "policy/kernel_part.hpp"
#include "policy/test_world.hpp"
#include "tests/kernel/box.hpp"

#include <cstdlib>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

const Address kAgent = *Address::parse("10.1.0.10");
const Address kCloud = *Address::parse("203.0.113.5");

ruleset::Ruleset world(std::string_view site = policy::kTestSite) {
    ruleset::Ruleset out = *policy::kernel_part(policy::test_policy(site));
    out.products.front().enforce = true;
    out.management = {"e3", AddressSet({*parse_address_range("10.9.0.0/24")}), {22}};
    return out;
}

class Learning : public testing::Test {
protected:
    void SetUp() override {
        if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
        box_ = std::make_unique<Box>(std::vector<BoxPort>{{"e1", {*Address::parse("198.51.100.2")}},
                                                          {"e2", {*Address::parse("10.1.0.1")}},
                                                          {"e3", {*Address::parse("10.9.0.1")}}});
        inside_ = std::make_unique<Inside>(box_->netns());
        std::string folder = testing::TempDir() + "enforcer.XXXXXX";
        ASSERT_NE(mkdtemp(folder.data()), nullptr);
        folder_ = folder;
    }
    void TearDown() override {
        if (folder_.empty()) return;
        unlink((folder_ + "/names").c_str());
        rmdir(folder_.c_str());
    }
    std::unique_ptr<enforce::Enforcer> start(const ruleset::Ruleset& ruleset = world()) const {
        auto out = std::make_unique<enforce::Enforcer>(folder_ + "/names");
        const Result<void> staged = out->stage(ruleset);
        if (!staged) panic(staged.error().text());
        return out;
    }
    static bool learn(enforce::Enforcer& enforcer, std::int64_t now, const char* name = "cloud.demo.example",
                      std::uint32_t ttl = 60) {
        std::string refused;
        const wire::LearnAnswer answer = enforcer.learn({1, kAgent, name, {kCloud}, ttl}, now, &refused);
        return answer.documented && answer.done;
    }
    bool passes(std::uint16_t source, std::uint8_t flags, const Address& from = kAgent) {
        const Ends out{from, kCloud};
        const bool back = flags == 0x12;
        const Ends ends = back ? out.reversed() : out;
        const Tcp tcp{back ? std::uint16_t{443} : source, back ? source : std::uint16_t{443},
                      back         ? 5000U
                      : flags == 2 ? 100U
                                   : 101U,
                      flags == 2 ? 0U
                      : back     ? 101U
                                 : 5001U,
                      flags};
        const Octets packet = ip_packet(ends, kTcp, tcp_bytes(ends, tcp));
        for (const Octets& each : box_->pass(back ? "e1" : "e2", packet).forwarded)
            if (without_hop(each) == without_hop(packet)) return true;
        return false;
    }

    std::unique_ptr<Box> box_;
    std::unique_ptr<Inside> inside_;
    std::string folder_;
};

TEST_F(Learning, OpensTheWayForThisClientAloneAndEnds) {
    const std::unique_ptr<enforce::Enforcer> enforcer = start();
    const std::int64_t now = enforce::boot_seconds();
    EXPECT_FALSE(passes(1000, 2));
    ASSERT_TRUE(learn(*enforcer, now));
    EXPECT_TRUE(passes(1001, 2));
    EXPECT_FALSE(passes(1001, 2, *Address::parse("10.1.8.1"))) << "a printer, which did not ask";
    enforcer->tick(now + 60 + enforce::LearnedNames::kGrace);
    EXPECT_FALSE(passes(1002, 2));
}

TEST_F(Learning, TellsWhatIsDocumentedAndWhatIsRefused) {
    const std::unique_ptr<enforce::Enforcer> enforcer = start();
    const std::int64_t now = enforce::boot_seconds();
    std::string refused;
    EXPECT_FALSE(enforcer->learn({1, kAgent, "news.example", {kCloud}, 60}, now, &refused).documented);
    const wire::LearnAnswer inside =
        enforcer->learn({2, kAgent, "cloud.demo.example", {*Address::parse("10.1.8.1")}, 60}, now, &refused);
    EXPECT_TRUE(inside.documented);
    EXPECT_FALSE(inside.done);
    EXPECT_TRUE(inside.enforced);
    EXPECT_NE(refused.find("must not lead inside"), std::string::npos) << refused;
}

TEST_F(Learning, ASecondNameChangesTheDecisionWithoutAGap) {
    const std::unique_ptr<enforce::Enforcer> enforcer = start();
    const std::int64_t now = enforce::boot_seconds();
    ASSERT_TRUE(learn(*enforcer, now, "other.demo.example"));
    EXPECT_TRUE(passes(1000, 2));
    ASSERT_TRUE(learn(*enforcer, now, "cloud.demo.example"));
    EXPECT_TRUE(passes(1001, 2));
    std::uint64_t both = 0;
    const wire::Counters counters = *enforcer->counters();
    for (const wire::CounterRow& row : counters.rows)
        if (row.key == "DEMO-002,DEMO-009,DEMO-010") both = row.packets;
    EXPECT_EQ(both, 1U);
}

TEST_F(Learning, AnAddressTwiceInAnAnswerIsOne) {
    const std::unique_ptr<enforce::Enforcer> enforcer = start();
    const std::int64_t now = enforce::boot_seconds();
    std::string refused;
    ASSERT_TRUE(learn(*enforcer, now, "other.demo.example"));
    EXPECT_TRUE(enforcer->learn({2, kAgent, "cloud.demo.example", {kCloud, kCloud}, 60}, now, &refused).done)
        << refused;
}

// What one address of a machine is refused holds the answer back, but what the other got is in the kernel at
// once: it would come with the next apply else, out of a clear sky.
TEST_F(Learning, WhatOneAddressOfAMachineGotIsInTheKernelThoughTheOtherIsRefused) {
    std::string site(policy::kTestSite);
    site.replace(site.find("address: 10.1.0.10}"), 19, "address: 10.1.0.10-10.1.0.11}");
    ruleset::Ruleset one_machine = world(site);
    const std::unique_ptr<enforce::Enforcer> enforcer = start(one_machine);
    const std::int64_t now = enforce::boot_seconds();
    const Address second = *Address::parse("10.1.0.11");
    std::vector<Address> many;
    for (int i = 0; i < enforce::LearnedNames::kMostPerSecond; ++i)
        many.push_back(*Address::parse("203.0.113." + std::to_string(100 + i)));
    std::string refused;
    ASSERT_TRUE(enforcer->learn({1, second, "cloud.demo.example", many, 60}, now, &refused).done) << refused;
    one_machine.machines = {{kAgent, second}};
    ASSERT_TRUE(enforcer->stage(one_machine));
    const wire::LearnAnswer answer =
        enforcer->learn({2, kAgent, "cloud.demo.example", {kCloud}, 60}, now, &refused);
    EXPECT_FALSE(answer.done);
    EXPECT_FALSE(refused.empty());
    EXPECT_TRUE(passes(1000, 2));
}

TEST_F(Learning, FlowsAndNamesOutliveARestartAndAnotherApply) {
    std::unique_ptr<enforce::Enforcer> enforcer = start();
    const std::int64_t now = enforce::boot_seconds();
    ASSERT_TRUE(learn(*enforcer, now));
    ASSERT_TRUE(passes(1000, 2));
    ASSERT_TRUE(passes(1000, 0x12));
    ASSERT_TRUE(passes(1000, 0x10));
    enforcer->tick(now + 1);  // writes the snapshot
    enforcer = start();
    EXPECT_TRUE(passes(1000, 0x10)) << "the flow goes on";
    EXPECT_TRUE(passes(1001, 2)) << "the name is known";
    ASSERT_TRUE(enforcer->stage(world()));
    EXPECT_TRUE(passes(1000, 0x10));
    EXPECT_TRUE(passes(1002, 2));
}

TEST_F(Learning, DisarmingLeavesAPlainRouter) {
    const std::unique_ptr<enforce::Enforcer> enforcer = start();
    EXPECT_FALSE(passes(1000, 2));
    ASSERT_TRUE(enforcer->disarm());
    EXPECT_TRUE(passes(1001, 2));
    EXPECT_FALSE(enforcer->loaded());
    EXPECT_TRUE(enforcer->counters()->rows.empty());
}

}  // namespace
}  // namespace portolan::kernel
