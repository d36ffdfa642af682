#include "probes/passive/resolved_names.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

const Address kClient = Address::from_v4(0x0a000001);
const Address kOther = Address::from_v4(0x0a000002);
const Address kServer = Address::from_v4(0xc0000202);

constexpr std::int64_t kSecond = 1'000'000'000;
Timestamp at(std::int64_t seconds) {
    return {seconds * kSecond};
}

TEST(ResolvedNames, BelongToClientAndAddress) {
    ResolvedNames names(1);
    ASSERT_TRUE(names.learn(kClient, kServer, "a.example", at(100), 60));
    EXPECT_THAT(names.find(kClient, kServer, at(101)), testing::ElementsAre("a.example"));
    EXPECT_THAT(names.find(kOther, kServer, at(101)), testing::IsEmpty());
    EXPECT_THAT(names.find(kServer, kClient, at(101)), testing::IsEmpty());
}

TEST(ResolvedNames, StayForTtlAndGrace) {
    ResolvedNames names(1);
    names.learn(kClient, kServer, "a.example", at(0), 60);
    EXPECT_THAT(names.find(kClient, kServer, at(3660)), testing::SizeIs(1));
    EXPECT_THAT(names.find(kClient, kServer, at(3661)), testing::IsEmpty());
    names.learn(kClient, kServer, "b.example", at(0), 0xffff'ffff);
    EXPECT_THAT(names.find(kClient, kServer, at(7 * 24 * 3600 + 3600)), testing::SizeIs(1));
    EXPECT_THAT(names.find(kClient, kServer, at(7 * 24 * 3600 + 3601)), testing::IsEmpty());
}

TEST(ResolvedNames, NewestFirstAndBounded) {
    ResolvedNames names(1);
    for (const char* name : {"a", "b", "c", "a"})
        names.learn(kClient, kServer, name, at(1), 60);
    EXPECT_THAT(names.find(kClient, kServer, at(2)), testing::ElementsAre("a", "c", "b"));
    for (int i = 0; i < 20; ++i)
        names.learn(kClient, kServer, "n" + std::to_string(i), at(3), 60);
    const std::vector<std::string> kept = names.find(kClient, kServer, at(4));
    ASSERT_EQ(kept.size(), ResolvedNames::kMostNames);
    EXPECT_EQ(kept.front(), "n19");
    EXPECT_EQ(kept.back(), "n12");
}

TEST(ResolvedNames, FullTableForgetsOnlyWhatHasRunOut) {
    ResolvedNames names(1, {}, 2);
    EXPECT_TRUE(names.learn(kClient, kServer, "a", at(0), 0));
    EXPECT_TRUE(names.learn(kOther, kServer, "b", at(3000), 0));
    EXPECT_FALSE(names.learn(kServer, kServer, "c", at(3000), 0));
    EXPECT_TRUE(names.learn(kOther, kServer, "d", at(3000), 0)) << "a pair that is there takes more names";
    EXPECT_TRUE(names.learn(kServer, kServer, "c", at(3601), 0)) << "the first has run out";
    EXPECT_THAT(names.find(kClient, kServer, at(3601)), testing::IsEmpty());
    EXPECT_THAT(names.find(kOther, kServer, at(3601)), testing::ElementsAre("d", "b"));
}

TEST(ResolvedNames, AddressesOfOneMachineShareNames) {
    const Address v4 = *Address::parse("10.0.0.5");
    const Address v6 = *Address::parse("2001:db8::5");
    const Address server = *Address::parse("2001:db8:ffff::9");
    ResolvedNames names(1, {{v6, v4}});
    names.learn(v4, server, "a.example", Timestamp{1}, 60);
    EXPECT_EQ(names.find(v6, server, Timestamp{2}), std::vector<std::string>{"a.example"});
    EXPECT_TRUE(names.find(*Address::parse("2001:db8::6"), server, Timestamp{2}).empty());
}

}  // namespace
}  // namespace portolan::passive
