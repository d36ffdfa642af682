// Boxes are disjoint, one level over the other, and say what decide() says; learned rows say the rest.
#include "policy/ruleset/boxes.hpp"

#include "policy/kernel_part.hpp"
#include "policy/ruleset/elements.hpp"
#include "policy/test_world.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace portolan::ruleset {
namespace {

Ruleset world() {
    return *policy::kernel_part(policy::test_policy());
}

std::vector<const Box*> boxes_at(const std::vector<Box>& boxes, const Attempt& attempt) {
    std::vector<const Box*> out;
    for (const Box& box : boxes)
        if (box.from.contains(attempt.from) && box.to.contains(attempt.to)) out.push_back(&box);
    return out;
}

std::vector<const Box*> service_boxes_at(const Boxes& boxes, const Attempt& attempt) {
    for (const ServiceBoxes& each : boxes.services)
        if (each.service.protocol == attempt.protocol && each.service.ports.contains(attempt.port))
            return boxes_at(each.boxes, attempt);
    return {};
}

TEST(Boxes, APointLiesInOneAtMostAndItSaysWhatDecideSays) {
    const Ruleset ruleset = world();
    const Boxes boxes = boxes_of(ruleset);
    std::vector<Address> addresses;
    for (const char* text : {"10.1.0.9", "10.1.0.10", "10.1.0.11", "10.1.0.77", "10.1.7.255", "10.1.8.0",
                             "10.1.8.1", "10.1.8.2", "10.1.8.3", "10.1.9.9", "203.0.113.5", "2001:db8::1"})
        addresses.push_back(*Address::parse(text));
    const std::uint16_t ports[] = {79, 80, 81, 160, 161, 162, 443, 65535};
    std::mt19937 random(20261122);
    int in_a_box = 0;
    for (int i = 0; i < 20'000; ++i) {
        const Attempt attempt{addresses[random() % addresses.size()],
                              addresses[random() % addresses.size()],
                              random() % 2 == 0 ? Protocol::tcp : Protocol::udp,
                              ports[random() % 8],
                              {},
                              {}};
        const std::vector<const Box*> service = service_boxes_at(boxes, attempt);
        const std::vector<const Box*> pair = boxes_at(boxes.pairs, attempt);
        ASSERT_LE(service.size(), 1U);
        ASSERT_LE(pair.size(), 1U);
        const Decision expected = decide(ruleset, attempt);
        const Decision said = !service.empty() ? service[0]->decision
                              : !pair.empty()  ? pair[0]->decision
                                               : decide_undocumented(ruleset, attempt.from, attempt.to);
        ASSERT_EQ(said, expected) << attempt.from.text() << " -> " << attempt.to.text() << ":"
                                  << attempt.port;
        in_a_box += service.empty() && pair.empty() ? 0 : 1;
    }
    EXPECT_GT(in_a_box, 1000);
}

TEST(Boxes, NamesGiveRowsForTheirPortsAndTypes) {
    Ruleset ruleset = world();
    Rule ping;
    ping.id = "DEMO-100";
    ping.from = AddressSet({*parse_address_range("10.1.0.10")});
    ping.names = ruleset.rules.front().names;
    ping.names.push_back({NamePattern::Kind::exact, "ping.demo.example"});
    ping.protocols = {Protocol::icmp};
    ping.icmp = {"echo-request"};
    ruleset.rules.push_back(ping);
    const std::vector<LearnedRow> rows = learned_rows(ruleset, *Address::parse("10.1.0.10"),
                                                      *Address::parse("203.0.113.5"), {"ping.demo.example"});
    const auto echo = std::find_if(rows.begin(), rows.end(),
                                   [](const LearnedRow& row) { return row.protocol == Protocol::icmp; });
    ASSERT_NE(echo, rows.end());
    EXPECT_EQ(echo->port, 8);
    EXPECT_EQ(echo->decision.id, "DEMO-100");
}

TEST(Elements, SmallBoxesAreTuplesAndLargeOnesIntervals) {
    struct Case {
        const char* what;
        const char* from;
        const char* to;
        PortRange ports;
        std::size_t exact;
        std::size_t intervals;
    };
    const Case cases[] = {{"one", "10.0.0.1", "10.0.0.2", {443, 443}, 1, 0},
                          {"sixteen addresses", "10.0.0.0/28", "10.0.0.2", {443, 443}, 16, 0},
                          {"seventeen addresses", "10.0.0.0-10.0.0.16", "10.0.0.2", {443, 443}, 0, 1},
                          {"256 tuples", "10.0.0.0/28", "10.0.1.0/28", {443, 443}, 256, 0},
                          {"512 tuples", "10.0.0.0/28", "10.0.1.0/28", {443, 444}, 0, 1},
                          {"257 ports", "10.0.0.1", "10.0.0.2", {1000, 1256}, 0, 1},
                          {"families do not mix", "10.0.0.1", "2001:db8::1", {443, 443}, 0, 0}};
    for (const Case& each : cases) {
        Elements elements(1);
        elements.put_service(AddressSet({*parse_address_range(each.from)}),
                             AddressSet({*parse_address_range(each.to)}), {Protocol::tcp, each.ports}, 7);
        EXPECT_EQ(elements.exact(), each.exact) << each.what;
        EXPECT_EQ(elements.intervals(), each.intervals) << each.what;
    }
}

}  // namespace
}  // namespace portolan::ruleset
