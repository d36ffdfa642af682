#include "probes/passive/frame_merge.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

void push(FrameMerge& merge, std::size_t source, std::int64_t time, std::string_view text,
          milliseconds read_at) {
    ASSERT_GE(merge.room(source, text.size()), 1U);
    CapturedPacket frame;
    frame.time.nanoseconds = time;
    frame.bytes = as_bytes(text);
    frame.wire_length = 999;
    merge.push(source, frame, read_at);
}

std::vector<std::string> taken(FrameMerge& merge, milliseconds now) {
    std::array<CapturedPacket, 3> batch;
    std::vector<std::string> out;
    while (const std::size_t count = merge.take(batch, now))
        for (std::size_t i = 0; i < count; ++i)
            out.emplace_back(as_text(batch[i].bytes));
    return out;
}

TEST(FrameMerge, OneSourceNeverWaits) {
    FrameMerge merge(1);
    push(merge, 0, 5, "a", milliseconds(0));
    push(merge, 0, 4, "b", milliseconds(0));
    EXPECT_THAT(taken(merge, milliseconds(0)), ElementsAre("a", "b"));
}

TEST(FrameMerge, AReplyReadFirstWaitsForItsRequest) {
    FrameMerge merge(2);
    push(merge, 1, 20, "reply", milliseconds(0));
    EXPECT_THAT(taken(merge, milliseconds(29)), IsEmpty());
    push(merge, 0, 10, "request", milliseconds(29));
    EXPECT_THAT(taken(merge, milliseconds(29)), ElementsAre("request"));
    EXPECT_THAT(taken(merge, milliseconds(30)), ElementsAre("reply"));
}

TEST(FrameMerge, GoesOnAtOnceWhereAllHaveOne) {
    FrameMerge merge(2);
    for (const std::int64_t time : {1, 3, 5})
        push(merge, 0, time, std::to_string(time), milliseconds(0));
    for (const std::int64_t time : {2, 4})
        push(merge, 1, time, std::to_string(time), milliseconds(0));
    EXPECT_THAT(taken(merge, milliseconds(0)), ElementsAre("1", "2", "3", "4"));
    EXPECT_EQ(merge.next_due(milliseconds(10)), milliseconds(20));
    EXPECT_THAT(taken(merge, milliseconds(30)), ElementsAre("5"));
    EXPECT_LT(merge.next_due(milliseconds(30)), milliseconds(0));
}

TEST(FrameMerge, AnEndedSourceHoldsNothingBack) {
    FrameMerge merge(2);
    push(merge, 0, 1, "last words", milliseconds(0));
    merge.stop_waiting();
    EXPECT_THAT(taken(merge, milliseconds(0)), ElementsAre("last words"));
}

TEST(FrameMerge, AStepOfTheFramesClockStopsNothing) {
    FrameMerge merge(2);
    push(merge, 0, 1'000'000'000'000, "before", milliseconds(0));
    push(merge, 0, 5, "after", milliseconds(1));
    push(merge, 1, 6, "other", milliseconds(1));
    EXPECT_THAT(taken(merge, milliseconds(31)), ElementsAre("other", "before", "after"));
}

TEST(FrameMerge, KeepsBytesAndPlaceThroughALongRun) {
    FrameMerge merge(2);
    const std::string big(3000, 'x');
    std::size_t out = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = std::to_string(i) + big;
        push(merge, static_cast<std::size_t>(i % 2), i, text, milliseconds(i));
        for (const std::string& each : taken(merge, milliseconds(i)))
            ASSERT_EQ(each, std::to_string(out++) + big);
    }
    EXPECT_GE(out, 19'900U);
}

TEST(FrameMerge, RoomIsBounded) {
    FrameMerge merge(2);
    EXPECT_EQ(merge.room(0, FrameMerge::kArena), 1U);
    push(merge, 0, 1, "x", milliseconds(0));
    EXPECT_EQ(merge.room(0, FrameMerge::kArena), 0U);
    EXPECT_EQ(merge.room(1, 1), FrameMerge::kMostFrames);
}

}  // namespace
}  // namespace portolan::passive
