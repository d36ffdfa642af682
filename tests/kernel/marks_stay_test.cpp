// A policy whose profile has one more requirement before all others, applied while flows run: none of them
// changes its mark, and none loses a packet. A mark says which ids decide, not where they stand.
#include "appliance/enforce/enforcer.hpp"
#include "policy/kernel_part.hpp"
#include "policy/ruleset/decide.hpp"
#include "policy/test_world.hpp"
#include "tests/kernel/box.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <map>
#include <sched.h>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::kernel {
namespace {

constexpr const char* kConntrack = "/proc/thread-self/net/nf_conntrack";
constexpr int kApplies = 10;

// The demo profile, with a requirement of other ports before its first.
std::string longer_profile() {
    std::string profile(policy::kTestProfile);
    const std::string_view head = "requirements:\n";
    return profile.insert(
        profile.find(head) + head.size(),
        "  - {id: DEMO-000, kind: flow, level: required, lines: \"1\", quote: new, from: agent, to: printer, "
        "protocol: tcp, ports: [9100]}\n");
}

ruleset::Ruleset world(std::string_view profile, bool enforce) {
    ruleset::Ruleset out = *policy::kernel_part(policy::test_policy(policy::kTestSite, profile));
    out.products.front().enforce = enforce;
    out.management = {"e3", AddressSet({*parse_address_range("10.9.0.0/24")}), {22}};
    return out;
}

struct Flow {
    const char* interface;
    const char* from;
    const char* to;
    std::uint8_t protocol;
    std::uint16_t port;  // of the destination, or the identifier of a ping
    std::string id;      // of the decision when the product is enforced
    bool blocked = false;
};

const std::vector<Flow>& flows() {
    static const std::vector<Flow> all = {
        {"e2", "10.1.0.10", "10.1.8.1", kUdp, 161, "DEMO-001"},
        {"e2", "10.1.0.10", "10.1.8.2", kUdp, 161, "DEMO-001"},
        {"e2", "10.1.0.10", "10.1.8.1", kIcmp, 7, "DEMO-011"},
        {"e2", "10.1.0.10", "203.0.113.5", kUdp, 443, "default-deny/agent/out", true},
        {"e2", "10.1.0.10", "10.1.8.1", kUdp, 162, "default-deny/agent/out", true},
        {"e1", "203.0.113.9", "10.1.8.2", kUdp, 161, "default-deny/printer/in", true},
        {"e1", "203.0.113.9", "10.1.0.10", kUdp, 99, "DEMO-004", true},
        {"e2", "10.1.0.10", "10.1.9.9", kUdp, 161, "DEMO-008", true},
        {"e2", "10.1.0.77", "203.0.113.5", kUdp, 53, "ungoverned/inside/outside"},
        {"e1", "203.0.113.9", "10.1.0.77", kUdp, 5000, "ungoverned/outside/inside"},
    };
    return all;
}

constexpr std::uint16_t kFirstPort = 20'000;

Octets packet_of(std::size_t index, bool reply) {
    const Flow& flow = flows()[index];
    const Ends there{*Address::parse(flow.from), *Address::parse(flow.to)};
    const Ends ends = reply ? there.reversed() : there;
    if (flow.protocol == kIcmp)
        return ip_packet(ends, kIcmp,
                         icmp_bytes(ends, reply ? 0 : 8, 0, std::uint32_t{flow.port} << 16U, "x"));
    const auto source = static_cast<std::uint16_t>(kFirstPort + index);
    return ip_packet(ends, kUdp,
                     udp_bytes(ends, reply ? flow.port : source, reply ? source : flow.port, "payload"));
}

bool passes(Box& box, std::size_t index, bool reply) {
    const Flow& flow = flows()[index];
    const Octets packet = packet_of(index, reply);
    const std::string in = reply ? (std::string(flow.interface) == "e1" ? "e2" : "e1") : flow.interface;
    for (const Octets& each : box.pass(in, packet).forwarded)
        if (without_hop(each) == without_hop(packet)) return true;
    return false;
}

// Mark of each flow that conntrack knows, by "from to port" of its first direction.
std::map<std::string, std::uint32_t> marks() {
    std::map<std::string, std::uint32_t> out;
    std::ifstream table(kConntrack);
    for (std::string line; std::getline(table, line);) {
        std::istringstream words(line);
        std::map<std::string, std::string> first;  // the first of each key is of the first direction
        for (std::string word; words >> word;)
            if (const std::size_t at = word.find('='); at != std::string::npos)
                first.emplace(word.substr(0, at), word.substr(at + 1));
        const std::string port = first.contains("dport") ? first["dport"] : first["id"];
        out[first["src"] + " " + first["dst"] + " " + port] =
            static_cast<std::uint32_t>(std::stoul(first["mark"]));
    }
    return out;
}

std::string key_of(const Flow& flow) {
    return fmt::format("{} {} {}", flow.from, flow.to, flow.port);
}

class Marks : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
        if (!std::ifstream(kConntrack)) GTEST_SKIP() << "this kernel does not show conntrack in /proc";
    }
};

TEST_P(Marks, StayWhenARequirementComesBeforeAllOthers) {
    const bool enforce = GetParam();
    const ruleset::Ruleset before = world(policy::kTestProfile, enforce);
    const ruleset::Ruleset after = world(longer_profile(), enforce);
    ASSERT_EQ(after.rules.front().id, "DEMO-000");
    ASSERT_NE(after.policy, before.policy);
    Box box({{"e1", {*Address::parse("198.51.100.2")}},
             {"e2", {*Address::parse("10.1.0.1")}},
             {"e3", {*Address::parse("10.9.0.1")}}});
    const Inside inside(box.netns());
    enforce::Enforcer enforcer("");
    ASSERT_TRUE(enforcer.stage(before));
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < flows().size(); ++i) {
        const bool blocked = enforce && flows()[i].blocked;
        EXPECT_EQ(passes(box, i, /*reply=*/false), !blocked) << flows()[i].id;
        if (blocked) continue;
        open.push_back(i);
        EXPECT_TRUE(passes(box, i, /*reply=*/true)) << flows()[i].id;
    }
    const std::map<std::string, std::uint32_t> first = marks();
    for (const std::size_t i : open) {
        const Flow& flow = flows()[i];
        ASSERT_TRUE(first.contains(key_of(flow))) << key_of(flow);
        const std::string key = flow.id + (flow.blocked ? "#held-by/demo" : "");
        EXPECT_EQ(first.at(key_of(flow)), ruleset::mark_of(key)) << key_of(flow);
    }

    std::atomic<bool> over{false};
    std::atomic<std::uint64_t> sent{0};
    // Packets of every flow, both ways, at any moment of an apply.
    std::thread traffic([&] {
        cpu_set_t any;
        CPU_ZERO(&any);
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            CPU_SET(cpu, &any);
        static_cast<void>(sched_setaffinity(0, sizeof any, &any));
        while (!over) {
            for (const std::size_t i : open) {
                const std::string in = flows()[i].interface;
                box.send(in, packet_of(i, false));
                box.send(in == "e1" ? "e2" : "e1", packet_of(i, true));
                sent += 2;
            }
            // As fast as the test takes the packets away, or it would lose some of its own.
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    });
    for (int i = 0; i < kApplies; ++i) {
        const Result<void> staged = enforcer.stage(i % 2 == 0 ? after : before);
        EXPECT_TRUE(staged) << staged.error().text();
        EXPECT_EQ(marks(), first) << "after apply " << i + 1;
        EXPECT_FALSE(box.settle().forwarded.empty());
    }
    EXPECT_TRUE(enforcer.stage(after));
    over = true;
    traffic.join();
    static_cast<void>(box.settle());
    EXPECT_EQ(marks(), first);
    EXPECT_GT(sent.load(), 1000U);
    for (const std::size_t i : open) {
        EXPECT_TRUE(passes(box, i, /*reply=*/false)) << flows()[i].id;
        EXPECT_TRUE(passes(box, i, /*reply=*/true)) << flows()[i].id;
    }
    fmt::print("{} applies, {} flows, {} packets, no mark changed\n", kApplies + 1, open.size(), sent.load());
}

// What the server stages when an exception begins and ends (EX-4: udp/160 to a printer, December 2026).
TEST(AnException, LetsItsFlowsThroughBetweenItsDatesAndStopsThemThen) {
    if (const std::string reason = cannot_run(); !reason.empty()) GTEST_SKIP() << reason;
    const policy::Policy policy = policy::test_policy(policy::excepting_site(/*enforce=*/true));
    const auto at = [&](const char* time) {
        ruleset::Ruleset out = *policy::kernel_part(policy, *parse_timestamp(time));
        out.management = {"e3", AddressSet({*parse_address_range("10.9.0.0/24")}), {22}};
        return out;
    };
    Box box({{"e1", {*Address::parse("198.51.100.2")}}, {"e2", {*Address::parse("10.1.0.1")}}});
    const Inside inside(box.netns());
    const auto passes = [&](std::uint16_t source, bool reply) {
        const Ends there{*Address::parse("10.1.0.10"), *Address::parse("10.1.8.1")};
        const Ends ends = reply ? there.reversed() : there;
        const Octets packet =
            ip_packet(ends, kUdp, udp_bytes(ends, reply ? 160 : source, reply ? source : 160, "payload"));
        const std::vector<Octets> out = box.pass("e2", packet).forwarded;
        return std::any_of(out.begin(), out.end(),
                           [&](const Octets& each) { return without_hop(each) == without_hop(packet); });
    };
    enforce::Enforcer enforcer("");
    ASSERT_TRUE(enforcer.stage(at("2026-11-30")));
    EXPECT_FALSE(passes(1000, false));
    ASSERT_TRUE(enforcer.stage(at("2026-12-01")));
    EXPECT_TRUE(passes(1001, false));
    EXPECT_TRUE(passes(1001, true));
    ASSERT_TRUE(enforcer.stage(at("2027-01-01")));
    EXPECT_FALSE(passes(1001, false)) << "a flow that it let begin";
    EXPECT_FALSE(passes(1001, true));
    EXPECT_FALSE(passes(1002, false));
}

INSTANTIATE_TEST_SUITE_P(Modes, Marks, testing::Bool());

}  // namespace
}  // namespace portolan::kernel
