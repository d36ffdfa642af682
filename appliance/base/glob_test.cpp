#include "appliance/base/glob.hpp"

#include <string>

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(Glob, StarStandsForAnyRun) {
    const std::string_view pattern = "GET /din.aspx?s=*&client=DynGate*";
    EXPECT_TRUE(glob_match(pattern, "GET /din.aspx?s=1&client=DynGate"));
    EXPECT_TRUE(glob_match(pattern, "GET /din.aspx?s=&client=DynGate&p=2"));
    EXPECT_TRUE(glob_match(pattern, pattern));
    EXPECT_FALSE(glob_match(pattern, "GET /din.aspx?s=1&client=Other"));
    EXPECT_FALSE(glob_match(pattern, "GET /x/din.aspx?s=1&client=DynGate"));
    EXPECT_TRUE(glob_match("*", ""));
    EXPECT_FALSE(glob_match("", "x"));
    EXPECT_TRUE(glob_match("a*b*c", "a-b-b-c"));
}

TEST(Glob, HostileTextStaysCheap) {
    // Exponential for a backtracking matcher; quadratic here.
    const std::string text(20'000, 'a');
    EXPECT_FALSE(glob_match("a*a*a*a*a*a*a*a*b", text));
}

}  // namespace
}  // namespace portolan
