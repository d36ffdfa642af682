#include "appliance/base/address.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(Address, ReadsAndPrintsBothFamilies) {
    EXPECT_EQ(Address::parse("192.0.2.7")->text(), "192.0.2.7");
    EXPECT_EQ(Address::parse("2001:DB8::7")->text(), "2001:db8::7");
    EXPECT_TRUE(Address::parse("192.0.2.7")->is_v4());
    EXPECT_FALSE(Address::parse("2001:db8::7")->is_v4());
}

TEST(Address, RefusesWhatOthersGuess) {
    for (const char* text : {"", "010.0.0.1", "10.0.0", "10.0.0.256", "::g", "10.0.0.1 ", "0x0a.0.0.1"})
        EXPECT_FALSE(Address::parse(text)) << text;
}

TEST(Address, MappedFormIsTheV4Address) {
    EXPECT_EQ(*Address::parse("::ffff:192.0.2.7"), *Address::parse("192.0.2.7"));
}

TEST(AddressRange, ReadsPrefixesRangesAndSingles) {
    EXPECT_EQ(parse_address_range("209.85.128.0/17")->last.text(), "209.85.255.255");
    EXPECT_EQ(parse_address_range("209.85.128.0-209.85.255.255")->text(), "209.85.128.0/17");
    EXPECT_EQ(parse_address_range("10.0.0.1-10.0.0.9")->text(), "10.0.0.1-10.0.0.9");
    EXPECT_EQ(parse_address_range("2001:db8::/32")->text(), "2001:db8::/32");
    EXPECT_EQ(parse_address_range("0.0.0.0/0")->text(), "0.0.0.0/0");
}

TEST(AddressRange, RefusesHostBitsAndBackwardRanges) {
    for (const char* text :
         {"10.0.0.1/8", "10.0.0.9-10.0.0.1", "10.0.0.0/33", "10.0.0.0/", "10.0.0.1-2001:db8::1", "/8"})
        EXPECT_FALSE(parse_address_range(text)) << text;
    EXPECT_EQ(parse_address_range("10.0.0.1/8").error().remedy, "write 10.0.0.0/8");
}

TEST(InterfaceAddress, KeepsHostAndNetwork) {
    const auto parsed = parse_interface_address("192.0.2.1/28");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->address.text(), "192.0.2.1");
    EXPECT_EQ(parsed->network.text(), "192.0.2.0/28");
    EXPECT_FALSE(parse_interface_address("192.0.2.1"));
}

TEST(Address, NeighboursCrossWordsAndStopAtTheEnds) {
    EXPECT_EQ(Address::from_words(1, ~0ULL).next(), Address::from_words(2, 0));
    EXPECT_EQ(Address::from_words(2, 0).previous(), Address::from_words(1, ~0ULL));
    EXPECT_EQ(Address::from_words(~0ULL, ~0ULL).next(), Address::from_words(~0ULL, ~0ULL));
    EXPECT_EQ(Address().previous(), Address());
}

}  // namespace
}  // namespace portolan
