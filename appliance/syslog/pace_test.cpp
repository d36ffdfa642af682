#include "appliance/syslog/pace.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToThirtySeconds) {
    Backoff backoff;
    const std::vector<int> longest = {200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000};
    for (const int most : longest)
        EXPECT_EQ(backoff.next(static_cast<std::uint32_t>(most / 2)), milliseconds(most));
    backoff.reset();
    EXPECT_EQ(backoff.next(100), milliseconds(200));
}

TEST(Backoff, IsBetweenHalfAndWhole) {
    for (const std::uint32_t random :
         {0U, 1U, 100U, 101U, 77'777U, std::numeric_limits<std::uint32_t>::max()}) {
        Backoff backoff;
        const milliseconds wait = backoff.next(random);
        EXPECT_GE(wait, milliseconds(100)) << random;
        EXPECT_LE(wait, milliseconds(200)) << random;
    }
}

TEST(DrainRate, GivesTheRateAndASmallBurst) {
    const DrainRate::Time start{};
    DrainRate rate(2000, start);
    EXPECT_EQ(rate.allowance(start), 0U);
    EXPECT_EQ(rate.allowance(start + milliseconds(10)), 20U);
    rate.spend(15);
    EXPECT_EQ(rate.allowance(start + milliseconds(10)), 5U);
    EXPECT_EQ(rate.allowance(start + std::chrono::hours(1)), 200U);
}

TEST(DrainRate, OneASecondIsPossible) {
    const DrainRate::Time start{};
    DrainRate rate(1, start);
    EXPECT_EQ(rate.allowance(start + milliseconds(999)), 0U);
    EXPECT_EQ(rate.allowance(start + milliseconds(1000)), 1U);
}

}  // namespace
}  // namespace portolan::syslog
