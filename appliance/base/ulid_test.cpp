#include "appliance/base/ulid.hpp"

#include <set>

#include <gtest/gtest.h>

namespace portolan {
namespace {

std::array<std::byte, 10> filled(std::uint8_t value) {
    std::array<std::byte, 10> out{};
    out.fill(static_cast<std::byte>(value));
    return out;
}

// The example of the spec's first implementation: 1469918176385 ms are 01ARYZ6S41.
TEST(Ulid, TimeIsTheFirstTenDigits) {
    const Timestamp at{1'469'918'176'385LL * 1'000'000};
    EXPECT_EQ(ulid_text(at, filled(0)), "01ARYZ6S410000000000000000");
    EXPECT_EQ(ulid_text(at, filled(0xFF)), "01ARYZ6S41ZZZZZZZZZZZZZZZZ");
}

TEST(Ulid, EachRandomByteHasItsPlace) {
    std::array<std::byte, 10> random{};
    for (std::size_t i = 0; i < random.size(); ++i)
        random[i] = static_cast<std::byte>(0x11 * (i + 1));
    EXPECT_EQ(ulid_text(Timestamp{}, random), "000000000024H36H2NCSVRH6DA");
}

TEST(Ulid, SortsByTime) {
    EXPECT_LT(ulid_text(Timestamp{1'000'000}, filled(0xFF)), ulid_text(Timestamp{2'000'000}, filled(0)));
}

TEST(Ulid, DiffersAndIsOne) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(make_ulid(Timestamp{1'700'000'000'000'000'000}));
    EXPECT_EQ(seen.size(), 1000U);
    for (const std::string& each : seen)
        EXPECT_TRUE(is_ulid(each)) << each;
}

TEST(Ulid, OthersAreNone) {
    for (const std::string_view text :
         {"", "01ARYZ6S41", "01ARYZ6S41000000000000000O", "81ARYZ6S410000000000000000",
          "01aryz6s410000000000000000", "01ARYZ6S4100000000000000000"})
        EXPECT_FALSE(is_ulid(text)) << text;
}

}  // namespace
}  // namespace portolan
