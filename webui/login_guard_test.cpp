#include "webui/login_guard.hpp"

#include <string>

#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

constexpr Timestamp at(std::int64_t seconds) {
    return {seconds * 1'000'000'000};
}

void fail_times(LoginGuard& guard, int times, const std::string& account, const std::string& address) {
    for (int i = 0; i < times; ++i)
        guard.begin(account, address, at(0));
}

TEST(LoginGuard, DelayDoublesUpToABound) {
    const std::int64_t expected[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900};
    for (int failures = 0; failures < 17; ++failures) {
        LoginGuard guard;
        for (int i = 0; i < failures; ++i)
            guard.begin("user" + std::to_string(i), "192.0.2.7", at(0));
        EXPECT_EQ(guard.wait("other", "192.0.2.7", at(0)), expected[failures]) << failures;
        EXPECT_EQ(guard.wait("other", "192.0.2.8", at(0)), 0);
    }
}

TEST(LoginGuard, AStrangerCannotLockAnAccountForLong) {
    LoginGuard guard;
    for (int i = 0; i < 1'000; ++i)
        guard.begin("ana", "198.51.100." + std::to_string(i % 250), at(0));
    EXPECT_EQ(guard.wait("ana", "192.0.2.7", at(0)), 60);
    EXPECT_EQ(guard.wait("ana", "192.0.2.7", at(60)), 0);
}

TEST(LoginGuard, SuccessClearsTheAccountAndGivesTheAddressOneBack) {
    LoginGuard guard;
    fail_times(guard, 6, "ana", "192.0.2.7");
    guard.success("ana", "192.0.2.7");
    EXPECT_EQ(guard.wait("ana", "192.0.2.8", at(0)), 0);
    EXPECT_EQ(guard.wait("ana", "192.0.2.7", at(0)), 1) << "five guesses from there were others";
    guard.take_back("ana", "192.0.2.7");
    EXPECT_EQ(guard.wait("ana", "192.0.2.7", at(0)), 0);
}

TEST(LoginGuard, CountsIpv6ByNetwork) {
    LoginGuard guard;
    fail_times(guard, 6, "a", "2001:db8:1:2::1");
    EXPECT_EQ(guard.wait("b", "2001:db8:1:2:ffff::9", at(0)), 2);
    EXPECT_EQ(guard.wait("b", "2001:db8:1:3::1", at(0)), 0);
}

TEST(LoginGuard, ForgetsAfterAnHour) {
    LoginGuard guard;
    fail_times(guard, 12, "ana", "192.0.2.7");
    guard.begin("ana", "192.0.2.7", at(3'601));
    EXPECT_EQ(guard.wait("ana", "192.0.2.7", at(3'601)), 0);
}

TEST(LoginGuard, IsBounded) {
    LoginGuard guard(GuardLimits{.most_entries = 10});
    fail_times(guard, 6, "first", "192.0.2.1");
    for (int i = 0; i < 100; ++i)
        guard.begin("u" + std::to_string(i), "192.0.2.9", at(i + 1));
    EXPECT_LE(guard.entries(), 20U);
    EXPECT_EQ(guard.wait("first", "203.0.113.1", at(0)), 0) << "the one untouched for longest went";
}

}  // namespace
}  // namespace portolan::webui
