// Applies in a row while a denied destination is flooded: nothing leaks, and no counter starts anew.
#include "appliance/enforce/enforcer.hpp"
#include "appliance/enforce/kernel_table.hpp"
#include "policy/ruleset/decide.hpp"
#include "tests/kernel/place.hpp"
#include "tests/kernel/scenarios.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <sched.h>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

constexpr int kApplies = 100;
const char* const kSource = "203.0.113.99";
const char* const kTarget = "10.20.3.5";  // the PBX

std::map<std::string, std::uint64_t> counters() {
    const Result<std::vector<enforce::CounterValue>> values = enforce::kernel_counters();
    std::map<std::string, std::uint64_t> out;
    if (!values) panic(values.error().text());
    for (const enforce::CounterValue& value : *values)
        out[value.name] = value.packets;
    return out;
}

Octets denied(std::uint16_t port) {
    const Ends ends{*Address::parse(kSource), *Address::parse(kTarget)};
    return ip_packet(ends, kUdp, udp_bytes(ends, port, 9999, "flood"));
}

// A product's rules and governed roles come and go; it is not the one whose target is flooded.
Ruleset without_first_product(Ruleset ruleset) {
    std::erase_if(ruleset.rules, [](const ruleset::Rule& rule) { return rule.product == 0; });
    ruleset.products.front().governed.clear();
    return ruleset;
}

ruleset::Decision decision_of_flood(const Ruleset& ruleset) {
    return ruleset::decide(ruleset,
                           {*Address::parse(kSource), *Address::parse(kTarget), Protocol::udp, 9999, {}, {}});
}

TEST(Apply, LeaksNothingUnderAFlood) {
    if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
    const Place place = load_place("tests/data/sample/site.yaml");
    const Ruleset all = with_modes(place.ruleset, [](std::size_t) { return true; });
    const Ruleset fewer = without_first_product(all);
    const ruleset::Decision decision = decision_of_flood(all);
    ASSERT_EQ(decision, decision_of_flood(fewer));
    ASSERT_EQ(decision.action, ruleset::Action::drop);
    Box box(place.ports);
    const Inside inside(box.netns());
    enforce::Enforcer enforcer("");
    ASSERT_TRUE(enforcer.stage(all));

    std::atomic<bool> over{false};
    std::atomic<std::uint64_t> sent{0};
    // It has no part in the order of the box's own thread: packets come at any moment of an apply.
    std::thread flood([&] {
        cpu_set_t any;
        CPU_ZERO(&any);
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            CPU_SET(cpu, &any);
        static_cast<void>(sched_setaffinity(0, sizeof any, &any));
        std::vector<Octets> packets;
        for (std::uint16_t port = 1; port < 1000; ++port)
            packets.push_back(denied(port));
        while (!over)
            for (const Octets& packet : packets) {
                box.send("eno1", packet);
                ++sent;
            }
    });
    std::map<std::string, std::uint64_t> before = counters();
    for (int i = 0; i < kApplies; ++i) {
        const Result<void> staged = enforcer.stage(i % 2 == 0 ? fewer : all);
        EXPECT_TRUE(staged) << staged.error().text();
        const std::map<std::string, std::uint64_t> now = counters();
        for (const auto& [name, packets] : before)
            EXPECT_GE(now.contains(name) ? now.at(name) : 0, packets) << name << " after apply " << i;
        before = now;
    }
    over = true;
    flood.join();
    const Seen seen = box.settle();
    const auto leaked = std::count_if(seen.forwarded.begin(), seen.forwarded.end(), [](const Octets& packet) {
        return packet.size() > 28 && packet.substr(28) == "flood";
    });
    fmt::print("{} applies, {} packets of the flood, {} leaked\n", kApplies, sent.load(), leaked);
    EXPECT_EQ(leaked, 0);
    EXPECT_GT(sent.load(), 10'000U);
    // A full backlog loses a few before the ruleset sees them.
    const std::uint64_t counted = counters()[ruleset::counter_name(ruleset::mark_of(decision.key()))];
    EXPECT_LE(counted, sent.load());
    EXPECT_GT(counted, sent.load() / 2);
}

}  // namespace
}  // namespace portolan::kernel
