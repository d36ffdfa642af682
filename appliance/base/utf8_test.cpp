#include "appliance/base/utf8.hpp"

#include <gtest/gtest.h>

namespace portolan {
namespace {

TEST(Utf8, DecodesEachLength) {
    struct Case {
        std::string_view text;
        char32_t value;
        std::size_t length;
    };
    for (const Case& each : {Case{"a", U'a', 1}, Case{"\xc3\xa9", 0xE9, 2}, Case{"\xe2\x82\xac", 0x20AC, 3},
                             Case{"\xf0\x9f\x96\xa8", 0x1F5A8, 4}, Case{"\xf4\x8f\xbf\xbf", 0x10FFFF, 4}}) {
        const CodePoint point = decode_utf8(each.text, 0);
        EXPECT_TRUE(point.valid);
        EXPECT_EQ(point.value, each.value);
        EXPECT_EQ(point.length, each.length);
    }
}

TEST(Utf8, RefusesWhatRfc3629Refuses) {
    for (const std::string_view text :
         {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82", "\xe2(\xa1", "\xff"}) {
        const CodePoint point = decode_utf8(text, 0);
        EXPECT_FALSE(point.valid) << text;
        EXPECT_EQ(point.length, 1U);
        EXPECT_EQ(first_non_text(text), 0U);
    }
}

TEST(Utf8, TextHoldsNoControlsButTabAndLineEnds) {
    using namespace std::string_view_literals;
    EXPECT_EQ(first_non_text("a\tb\r\n\xc3\xa9"), std::string_view::npos);
    EXPECT_EQ(first_non_text("a\x1b[2J"), 1U);
    EXPECT_EQ(first_non_text("\xc3\xa9\0b"sv), 2U);
    EXPECT_EQ(first_non_text("ab\x7f"), 2U);
}

}  // namespace
}  // namespace portolan
