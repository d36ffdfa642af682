#include "appliance/base/timestamp.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(Timestamp, PrintsUtcMicroseconds) {
    EXPECT_EQ(Timestamp{1'700'000'000'123'456'789}.text(), "2023-11-14T22:13:20.123456Z");
    EXPECT_EQ(Timestamp{0}.text(), "1970-01-01T00:00:00.000000Z");
}

TEST(Timestamp, ReadsWhatItPrintsAndOffsets) {
    EXPECT_EQ(parse_timestamp("2023-11-14T22:13:20.123456Z")->nanoseconds, 1'700'000'000'123'456'000);
    EXPECT_EQ(parse_timestamp("2023-11-14T23:13:20+01:00")->nanoseconds, 1'700'000'000'000'000'000);
    EXPECT_EQ(parse_timestamp("1970-01-02")->nanoseconds, 86'400'000'000'000);
}

TEST(Timestamp, RefusesHalfDates) {
    for (const char* text :
         {"", "2026-13-01", "2026-02-30", "2026-1-1", "2026-01-01T", "2026-01-01T25:00:00Z",
          "2026-01-01T10:00:00", "2026-01-01T10:00:00.Z", "tomorrow"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

}  // namespace
}  // namespace portolan
