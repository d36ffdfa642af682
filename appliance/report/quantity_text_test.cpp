#include "appliance/report/quantity_text.hpp"

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

TEST(QuantityText, GroupsThousands) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(123456), "123,456");
    EXPECT_EQ(grouped(18446744073709551615ULL), "18,446,744,073,709,551,615");
}

TEST(QuantityText, BytesInPowersOfTen) {
    EXPECT_EQ(bytes_text(999), "999 B");
    EXPECT_EQ(bytes_text(1000), "1.0 kB");
    EXPECT_EQ(bytes_text(999'949), "999.9 kB");
    EXPECT_EQ(bytes_text(999'950), "1.0 MB");
    EXPECT_EQ(bytes_text(18446744073709551615ULL), "18.4 EB");
}

TEST(QuantityText, CountsNouns) {
    EXPECT_EQ(counted(0, "flow"), "0 flows");
    EXPECT_EQ(counted(1, "flow"), "1 flow");
    EXPECT_EQ(counted(1200, "flow"), "1,200 flows");
}

TEST(QuantityText, DurationsBetweenInstants) {
    const char* start = "2026-11-22T10:00:00Z";
    EXPECT_EQ(duration_text(start, "2026-11-22T10:00:00.850Z"), "850 ms");
    EXPECT_EQ(duration_text(start, "2026-11-22T10:00:59.999Z"), "59 s");
    EXPECT_EQ(duration_text(start, "2026-11-22T10:01:05Z"), "1 min 5 s");
    EXPECT_EQ(duration_text(start, "2026-11-22T11:12:30Z"), "1 h 12 min");
    EXPECT_EQ(duration_text(start, "2026-11-25T14:30:00Z"), "3 d 4 h");
    EXPECT_EQ(duration_text("", start), "");
    EXPECT_EQ(duration_text("2026-11-23T10:00:00Z", start), "");
}

TEST(QuantityText, InstantsForReaders) {
    EXPECT_EQ(instant_text("2026-11-22T16:04:05.5+01:00"), "2026-11-22 15:04:05 UTC");
    EXPECT_EQ(instant_text("never"), "never");
}

}  // namespace
}  // namespace portolan::report
