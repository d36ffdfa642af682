#include "appliance/base/address_set.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

AddressSet set_of(std::initializer_list<const char*> texts) {
    AddressSet out;
    for (const char* text : texts)
        out.add(*parse_address_range(text));
    return out;
}

TEST(AddressSet, MergesNeighboursAndOverlaps) {
    EXPECT_EQ(set_of({"10.0.0.0/25", "10.0.0.128/25", "10.0.0.7"}).text(), "10.0.0.0/24");
    EXPECT_EQ(set_of({"10.0.0.1", "10.0.0.3"}).ranges().size(), 2U);
}

TEST(AddressSet, ContainsExactlyItsRanges) {
    const AddressSet set = set_of({"192.168.10.0/24", "2001:db8::/32"});
    EXPECT_TRUE(set.contains(*Address::parse("192.168.10.0")));
    EXPECT_TRUE(set.contains(*Address::parse("192.168.10.255")));
    EXPECT_FALSE(set.contains(*Address::parse("192.168.9.255")));
    EXPECT_FALSE(set.contains(*Address::parse("192.168.11.0")));
    EXPECT_TRUE(set.contains(*Address::parse("2001:db8:ffff::1")));
    EXPECT_FALSE(set.contains(*Address::parse("2001:db9::")));
}

TEST(AddressSet, AlgebraIsExact) {
    const AddressSet a = set_of({"10.0.0.0/24"});
    const AddressSet hole = set_of({"10.0.0.10-10.0.0.19"});
    EXPECT_EQ(a.without(hole).text(), "10.0.0.0-10.0.0.9, 10.0.0.20-10.0.0.255");
    EXPECT_EQ(a.without(hole).united(hole), a);
    EXPECT_EQ(a.intersected(hole), hole);
    EXPECT_TRUE(a.without(AddressSet::everything()).empty());
    EXPECT_EQ(AddressSet::everything().without(AddressSet()), AddressSet::everything());
    EXPECT_EQ(AddressSet::everything().without(a).united(a), AddressSet::everything());
}

TEST(AddressSet, KnowsWhatIsNeverPublic) {
    const AddressSet special = AddressSet::special();
    for (const char* text :
         {"10.1.2.3", "172.31.255.255", "192.168.0.1", "127.0.0.1", "169.254.1.1", "100.64.0.9", "224.0.0.1",
          "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1"})
        EXPECT_TRUE(special.contains(*Address::parse(text))) << text;
    for (const char* text : {"172.32.0.0", "100.128.0.1", "203.0.113.9", "8.8.8.8", "2001:db8::1"})
        EXPECT_FALSE(special.contains(*Address::parse(text))) << text;
}

}  // namespace
}  // namespace portolan
