#include "appliance/base/result.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) return fail(ErrorCode::bad_input, "odd", "here:1:2", "double it");
    return value / 2;
}
Result<int> quarter(int value) {
    return TRY(half(TRY(half(value))));
}
Result<void> check(int value) {
    TRY_VOID(half(value));
    return {};
}

TEST(Result, TryPassesValuesAndReturnsErrors) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_FALSE(quarter(6));
    EXPECT_TRUE(check(2));
    EXPECT_FALSE(check(3));
}

TEST(Result, ErrorTextIsOneLineWithPlaceAndRemedy) {
    EXPECT_EQ(half(3).error().text(), "here:1:2: odd; double it");
    EXPECT_EQ(Error({ErrorCode::io, "full", "", ""}).text(), "full");
}

}  // namespace
}  // namespace portolan
