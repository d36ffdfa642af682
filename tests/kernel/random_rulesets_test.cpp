// On random small rulesets, the fast ways against the slow ones: boxes against decide() at every point,
// counted elements against those that are made.
#include "policy/ruleset/boxes.hpp"
#include "policy/ruleset/render.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace portolan::ruleset {
namespace {

constexpr unsigned kAddresses = 24;
constexpr unsigned kPorts = 6;

Address at(unsigned index) {
    return Address::from_v4(0x0a000000 + index);
}

class RandomRuleset {
public:
    explicit RandomRuleset(unsigned seed) : random_(seed) {}

    Ruleset next() {
        Ruleset out;
        for (const char* id : {"one", "two"})
            out.products.push_back({id, below(2) == 0, {{"role", some_addresses()}}});
        for (unsigned i = 0, count = 1 + below(8); i < count; ++i)
            out.rules.push_back(rule(i));
        out.zones.push_back({"inside", "e1", AddressSet({*parse_address_range("10.0.0.0/8")}), false, false});
        return out;
    }

private:
    unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

    AddressSet some_addresses() {
        if (below(8) == 0) return AddressSet::everything();
        AddressSet out;
        for (unsigned i = 0, count = 1 + below(4); i < count; ++i) {
            const unsigned first = below(kAddresses);
            out.add({at(first), at(std::min(kAddresses, first + below(3) * below(10)))});
        }
        return out;
    }

    Rule rule(unsigned index) {
        Rule out;
        // Some requirements have several bodies, but none both documents and prohibits.
        out.prohibits = below(3) == 0;
        out.id = (out.prohibits ? "P-" : "R-") + std::to_string(index / 3);
        out.product = static_cast<std::uint16_t>(index / 3 % 2);
        if (!out.prohibits && below(5) == 0) {
            out.exception = true;
            out.id = "EX-" + std::to_string(index);
        }
        out.from = some_addresses();
        out.to = some_addresses();
        const unsigned kind = below(6);
        if (kind == 0) {
            out.any_protocol = out.any_port = true;
        } else if (kind == 1) {
            out.protocols = {Protocol::icmp};
            if (below(2) == 0) out.icmp = {"echo-request"};
        } else {
            const Protocol protocol = kind < 4 ? Protocol::tcp : Protocol::udp;
            out.protocols = {protocol};
            const auto first = static_cast<std::uint16_t>(below(kPorts));
            const auto last = static_cast<std::uint16_t>(first + (below(3) == 0 ? below(300) : 0));
            out.services = {{protocol, {first, last}}};
        }
        return out;
    }

    std::mt19937 random_;
};

const Box* only_box_at(const std::vector<Box>& boxes, const Attempt& attempt) {
    const Box* out = nullptr;
    for (const Box& box : boxes) {
        if (!box.from.contains(attempt.from) || !box.to.contains(attempt.to)) continue;
        EXPECT_EQ(out, nullptr) << "two boxes at one point";
        out = &box;
    }
    return out;
}

const Box* box_at(const Boxes& boxes, const Attempt& attempt) {
    for (const ServiceBoxes& each : boxes.services)
        if (each.service.protocol == attempt.protocol && each.service.ports.contains(attempt.port))
            if (const Box* box = only_box_at(each.boxes, attempt)) return box;
    for (const IcmpBoxes& each : boxes.icmp)
        if (attempt.protocol == Protocol::icmp && !each.v6 && each.first_type <= 8 && 8 <= each.last_type)
            if (const Box* box = only_box_at(each.boxes, attempt)) return box;
    return only_box_at(boxes.pairs, attempt);
}

void expect_boxes_say_what_decide_says(const Ruleset& ruleset, unsigned seed) {
    const Boxes boxes = boxes_of(ruleset);
    for (unsigned from = 0; from <= kAddresses + 1; ++from) {
        for (unsigned to = 0; to <= kAddresses + 1; ++to) {
            for (unsigned port = 0; port < 3 * kPorts; ++port) {
                Attempt attempt{at(from), at(to), Protocol::tcp, static_cast<std::uint16_t>(port % kPorts),
                                {},       {}};
                if (port >= kPorts) attempt.protocol = Protocol::udp;
                if (port >= 2 * kPorts) {
                    attempt.protocol = Protocol::icmp;
                    attempt.icmp = "echo-request";
                }
                const Box* box = box_at(boxes, attempt);
                const Decision said =
                    box != nullptr ? box->decision : decide_undocumented(ruleset, attempt.from, attempt.to);
                ASSERT_EQ(said, decide(ruleset, attempt))
                    << "seed " << seed << ": " << attempt.from.text() << " -> " << attempt.to.text() << " "
                    << protocol_name(attempt.protocol) << "/" << attempt.port;
            }
        }
    }
}

TEST(RandomRulesets, BoxesSayAtEveryPointWhatDecideSays) {
    for (unsigned seed = 0; seed < 60; ++seed)
        expect_boxes_say_what_decide_says(RandomRuleset(seed).next(), seed);
}

TEST(RandomRulesets, ElementsAreAsManyAsWereCounted) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const Ruleset ruleset = RandomRuleset(seed).next();
        const ElementCount counted = count_elements(ruleset);
        const Result<Rendering> made = render(ruleset);
        ASSERT_TRUE(made) << made.error().text();
        EXPECT_EQ(made->exact_elements, counted.exact) << "seed " << seed;
        EXPECT_EQ(made->interval_elements, counted.intervals) << "seed " << seed;
        EXPECT_EQ(made->elements.size(), counted.total()) << "seed " << seed;
    }
}

// One rule makes one box, so counting it alone is counting it.
TEST(RandomRulesets, ARuleAloneIsCountedAsItsElements) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        Ruleset ruleset = RandomRuleset(seed).next();
        const Rule rule = ruleset.rules.front();
        const bool every_type = rule.protocols == std::vector<Protocol>{Protocol::icmp} && rule.icmp.empty();
        if (every_type) continue;  // a box for each stretch of types with a name
        ruleset.rules.clear();
        const ElementCount without = count_elements(ruleset);
        ruleset.rules = {rule};
        ElementCount alone = count_alone(rule);
        alone += without;
        EXPECT_EQ(count_elements(ruleset).total(), alone.total()) << "seed " << seed;
    }
}

// Four hundred million tuples would take the machine's memory and minutes; counted, they take nothing.
TEST(RandomRulesets, WhatWouldBeTooLargeIsRefusedBeforeItIsMade) {
    Ruleset ruleset;
    ruleset.products.push_back({"one", false, {}});
    Rule rule;
    rule.id = "R-1";
    rule.protocols = {Protocol::tcp};
    rule.services = {{Protocol::tcp, {443, 443}}};
    std::vector<AddressRange> scattered;
    for (unsigned i = 0; i < 20'000; ++i)
        scattered.push_back({at(2 * i), at(2 * i)});
    rule.from = rule.to = AddressSet(scattered);
    ruleset.rules.push_back(rule);
    EXPECT_EQ(count_alone(rule).exact, 400'000'000U);
    const Result<Rendering> refused = render(ruleset);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "the ruleset would hold 400,000,000 elements and 0 intervals; the bounds are 200,000 and "
              "20,000");
}

}  // namespace
}  // namespace portolan::ruleset
