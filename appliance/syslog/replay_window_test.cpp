#include "appliance/syslog/replay_window.hpp"

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

using std::chrono::seconds;

SteadyTime at(int second) {
    return SteadyTime(seconds(1000 + second));
}

// 100 bytes and 5 s; events of 50 bytes from number 11 on.
class Window : public testing::Test {
protected:
    void add(int count) {
        for (int i = 0; i < count; ++i)
            window_.add(window_.next(), 50);
    }
    ReplayWindow window_{{100, seconds(5)}, 10};
};

TEST_F(Window, BeginsBehindWhatWasKept) {
    EXPECT_EQ(window_.next(), 11U);
    EXPECT_EQ(window_.kept(), 10U);
    EXPECT_EQ(window_.acknowledged(), 10U);
}

TEST_F(Window, AnEventIsAcknowledgedWithItsLastByte) {
    add(2);
    window_.acknowledge(49, at(0));
    EXPECT_EQ(window_.acknowledged(), 10U);
    window_.acknowledge(50, at(0));
    EXPECT_EQ(window_.acknowledged(), 11U);
    window_.acknowledge(99, at(0));
    EXPECT_EQ(window_.acknowledged(), 11U);
}

TEST_F(Window, ReleasesOnlyBehindBytesAndAge) {
    add(4);
    window_.acknowledge(200, at(0));
    EXPECT_EQ(window_.kept(), 10U);  // too young
    window_.acknowledge(200, at(4));
    EXPECT_EQ(window_.kept(), 10U);
    window_.acknowledge(200, at(5));
    EXPECT_EQ(window_.kept(), 12U);  // 13 and 14 have fewer than 100 bytes after them
    window_.acknowledge(200, at(500));
    EXPECT_EQ(window_.kept(), 12U);
}

TEST_F(Window, BytesThatAreNotAcknowledgedReleaseNothing) {
    add(4);
    window_.acknowledge(100, at(0));
    window_.acknowledge(100, at(9));
    EXPECT_EQ(window_.kept(), 10U);
}

TEST_F(Window, ANewConnectionSendsTheWholeWindowAgain) {
    add(4);
    window_.acknowledge(200, at(0));
    window_.acknowledge(200, at(5));
    window_.restart();
    EXPECT_EQ(window_.next(), 13U);
    EXPECT_EQ(window_.size(), 0U);
    EXPECT_EQ(window_.acknowledged(), 14U);
    add(1);
    window_.acknowledge(50, at(6));
    EXPECT_EQ(window_.acknowledged(), 14U);  // 13 again: nothing new
    EXPECT_EQ(window_.kept(), 12U);
}

TEST_F(Window, DroppedNumbersAreSkipped) {
    window_.add(30, 50);
    EXPECT_EQ(window_.next(), 31U);
    window_.acknowledge(50, at(0));
    EXPECT_EQ(window_.acknowledged(), 30U);
}

TEST_F(Window, AcknowledgesNoMoreThanWasSent) {
    add(1);
    window_.acknowledge(1'000'000, at(0));
    add(1);
    window_.acknowledge(50, at(0));  // a late, lower figure takes nothing back
    EXPECT_EQ(window_.acknowledged(), 11U);
}

}  // namespace
}  // namespace portolan::syslog
