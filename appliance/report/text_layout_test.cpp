#include "appliance/report/text_layout.hpp"

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

TEST(TextLayout, CountsColumnsNotBytes) {
    EXPECT_EQ(columns(""), 0U);
    EXPECT_EQ(columns("señal"), 5U);
    EXPECT_EQ(columns("sen\xCC\x83"
                      "al"),
              5U);  // combining tilde
}

TEST(TextLayout, FitsAndPads) {
    EXPECT_EQ(fitted("señales", 7), "señales");
    EXPECT_EQ(fitted("señales", 4), "señ…");
    EXPECT_EQ(fitted("ab", 0), "");
    EXPECT_EQ(padded("ñ", 3), "ñ  ");
    EXPECT_EQ(padded("abcd", 3), "ab…");
    EXPECT_EQ(padded_left("7", 3), "  7");
}

TEST(TextLayout, WrapsAtSpaces) {
    using Lines = std::vector<std::string>;
    EXPECT_EQ(wrapped("", 10), Lines({""}));
    EXPECT_EQ(wrapped("one two three", 7), Lines({"one two", "three"}));
    EXPECT_EQ(wrapped("one two three", 8), Lines({"one two", "three"}));
    EXPECT_EQ(wrapped("abcdefgh ij", 3), Lines({"abc", "def", "gh", "ij"}));
    EXPECT_EQ(wrapped("ñññ ñ", 3), Lines({"ñññ", "ñ"}));
    EXPECT_EQ(wrapped("ab", 0), Lines({"a", "b"}));
}

}  // namespace
}  // namespace portolan::report
