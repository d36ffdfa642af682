#include "probes/passive/flow_timers.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::uint32_t> due(FlowTimers& timers, FlowTimers::Uptime now) {
    std::vector<std::uint32_t> out;
    timers.advance(now, out);
    return out;
}

TEST(FlowTimers, ComesDueNeverBeforeItsTimeAndOneStepAfterAtMost) {
    FlowTimers timers;
    timers.set(7, milliseconds(120));
    EXPECT_THAT(due(timers, milliseconds(119)), IsEmpty());
    EXPECT_THAT(due(timers, milliseconds(170)), ElementsAre(7));
    EXPECT_THAT(due(timers, milliseconds(20'000)), IsEmpty());
}

TEST(FlowTimers, SettingAnewMovesAndCancellingTakesAway) {
    FlowTimers timers;
    for (const std::uint32_t flow : {1, 2, 3})
        timers.set(flow, milliseconds(100));
    timers.set(2, milliseconds(400));
    timers.cancel(3);
    timers.cancel(99);
    EXPECT_THAT(due(timers, milliseconds(200)), ElementsAre(1));
    EXPECT_THAT(due(timers, milliseconds(500)), ElementsAre(2));
}

TEST(FlowTimers, BeyondTheHorizonComesDueAtIt) {
    FlowTimers timers;
    timers.set(1, std::chrono::hours(1));
    EXPECT_THAT(due(timers, FlowTimers::kHorizon - milliseconds(50)), IsEmpty());
    EXPECT_THAT(due(timers, FlowTimers::kHorizon + milliseconds(100)), ElementsAre(1));
}

TEST(FlowTimers, AfterALongSleepAllComeDueOnce) {
    FlowTimers timers;
    for (std::uint32_t flow = 0; flow < 300; ++flow)
        timers.set(flow, milliseconds(40) * flow);
    EXPECT_EQ(due(timers, std::chrono::hours(5)).size(), 300U);
    EXPECT_THAT(due(timers, std::chrono::hours(6)), IsEmpty());
    timers.set(5, std::chrono::hours(6) + milliseconds(60));
    EXPECT_THAT(due(timers, std::chrono::hours(6) + milliseconds(110)), ElementsAre(5));
}

TEST(FlowTimers, AgainstAMap) {
    std::mt19937 random(3);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in each run
    FlowTimers timers;
    std::map<std::uint32_t, std::int64_t> expected;  // milliseconds
    std::int64_t now = 1'000'000;
    due(timers, milliseconds(now));
    for (int i = 0; i < 20'000; ++i) {
        const std::uint32_t flow = static_cast<std::uint32_t>(random() % 200);
        if (random() % 5 == 0) {
            timers.cancel(flow);
            expected.erase(flow);
        } else {
            expected[flow] = now + static_cast<std::int64_t>(random() % 12'000);
            timers.set(flow, milliseconds(expected[flow]));
        }
        now += static_cast<std::int64_t>(random() % 80);
        for (const std::uint32_t each : due(timers, milliseconds(now))) {
            ASSERT_LE(expected.at(each), now);
            expected.erase(each);
        }
        for (const auto& [left, at] : expected)
            ASSERT_GT(at + 50, now - now % 50) << left;
    }
}

}  // namespace
}  // namespace portolan::passive
