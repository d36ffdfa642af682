#include "appliance/enforce/learned_names.hpp"

#include <gtest/gtest.h>

namespace portolan::enforce {
namespace {

const Address kClient = *Address::parse("10.1.0.10");

std::vector<Address> outside(std::size_t count, std::uint32_t first = 0xcb007100U) {
    std::vector<Address> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(Address::from_v4(first + static_cast<std::uint32_t>(i)));
    return out;
}

ruleset::Ruleset site() {
    ruleset::Ruleset out;
    out.zones.push_back({"inside", "e2", AddressSet({*parse_address_range("10.1.0.0/16")}), false, false});
    return out;
}

TEST(LearnedNames, WhatIsRefused) {
    struct Case {
        const char* what;
        std::vector<Address> addresses;
        bool taken;
    };
    const std::vector<Case> cases = {
        {"one", outside(1), true},
        {"as many as a second allows", outside(50), true},
        {"one more in a second", outside(51), false},
        {"more than a name may have", outside(65), false},
        {"of our own zone", {*Address::parse("10.1.8.1")}, false},
        {"private", {*Address::parse("192.168.0.1")}, false},
        {"loopback", {*Address::parse("127.0.0.1")}, false},
        {"multicast", {*Address::parse("ff02::1")}, false},
        {"one bad among good ones", {outside(1)[0], *Address::parse("10.1.8.1")}, false},
    };
    for (const Case& each : cases) {
        LearnedNames names;
        EXPECT_EQ(names.learn(site(), kClient, "a.example", each.addresses, 60, 100).has_value(), each.taken)
            << each.what;
        EXPECT_EQ(names.pairs().empty(), !each.taken) << each.what << ": nothing is half learned";
    }
}

TEST(LearnedNames, BoundsAreOfTheClientAndTheName) {
    LearnedNames names;
    ASSERT_TRUE(names.learn(site(), kClient, "a.example", outside(50), 60, 100));
    EXPECT_FALSE(names.learn(site(), kClient, "b.example", outside(1, 0xcb007200U), 60, 100));
    EXPECT_TRUE(names.learn(site(), kClient, "a.example", outside(50), 60, 100)) << "known ones cost nothing";
    EXPECT_TRUE(names.learn(site(), *Address::parse("10.1.0.11"), "b.example", outside(50), 60, 100));
    EXPECT_TRUE(names.learn(site(), kClient, "b.example", outside(1, 0xcb007200U), 60, 101));
    EXPECT_TRUE(names.learn(site(), kClient, "a.example", outside(14, 0xcb007200U), 60, 102)) << "64 in all";
    EXPECT_FALSE(names.learn(site(), kClient, "a.example", outside(1, 0xcb007300U), 60, 103));
}

TEST(LearnedNames, EndAfterTtlAndGraceAndOneByOne) {
    LearnedNames names;
    const LearnedPair pair{kClient, outside(1)[0]};
    ASSERT_TRUE(names.learn(site(), kClient, "short.example", outside(1), 60, 0));
    ASSERT_TRUE(names.learn(site(), kClient, "long.example", outside(1), 600, 0));
    const std::int64_t ends = 60 + LearnedNames::kGrace;
    EXPECT_TRUE(names.expire(ends - 1).empty());
    EXPECT_EQ(names.expire(ends).size(), 1U);
    EXPECT_EQ(names.alive(pair, ends).names, std::vector<std::string>{"long.example"});
    EXPECT_EQ(names.expire(600 + LearnedNames::kGrace).size(), 1U);
    EXPECT_TRUE(names.pairs().empty());
}

TEST(LearnedNames, AShorterAnswerShortensNothing) {
    LearnedNames names;
    const LearnedPair pair{kClient, outside(1)[0]};
    ASSERT_TRUE(names.learn(site(), kClient, "a.example", outside(1), 600, 0));
    ASSERT_TRUE(names.learn(site(), kClient, "a.example", outside(1), 1, 1));
    EXPECT_EQ(names.alive(pair, 1).until, 600 + LearnedNames::kGrace);
}

TEST(LearnedNames, AreRestoredWithTheirBounds) {
    LearnedNames names;
    ASSERT_TRUE(names.learn(site(), kClient, "a.example", outside(40), 60, 100));
    LearnedNames again;
    again.restore(names.rows());
    EXPECT_EQ(again.pairs(), names.pairs());
    EXPECT_FALSE(again.learn(site(), kClient, "a.example", outside(25, 0xcb007200U), 60, 101));
}

}  // namespace
}  // namespace portolan::enforce
