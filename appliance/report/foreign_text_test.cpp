#include "appliance/report/foreign_text.hpp"

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

struct Case {
    const char* name;
    std::string_view text;
    std::string_view valid;
    std::string_view shown;
};

constexpr std::string_view operator""_bytes(const char* text, std::size_t size) {
    return {text, size};
}

const Case kCases[] = {
    {"plain", "print-pc", "print-pc", "print-pc"},
    {"vendor's sentence", "rango de direcciones «únicas»", "rango de direcciones «únicas»",
     "rango de direcciones «únicas»"},
    {"four bytes", "\xF0\x9F\x96\xA8", "\xF0\x9F\x96\xA8", "\xF0\x9F\x96\xA8"},
    {"terminal escape", "a\x1b[31mb", "a\x1b[31mb", "a[U+001B][31mb"},
    {"C1 control sequence introducer",
     "\xC2\x9B"
     "2J",
     "\xC2\x9B"
     "2J",
     "[U+009B]2J"},
    {"line ends", "a\r\nb\tc", "a\r\nb\tc", "a  b c"},
    {"nul", "a\0b"_bytes, "a\0b"_bytes, "a[U+0000]b"},
    {"delete", "a\x7f", "a\x7f", "a[U+007F]"},
    {"right-to-left override",
     "a\xE2\x80\xAE"
     "b",
     "a\xE2\x80\xAE"
     "b",
     "a[U+202E]b"},
    {"isolate", "\xE2\x81\xA7x", "\xE2\x81\xA7x", "[U+2067]x"},
    {"Arabic letter mark", "\xD8\x9C", "\xD8\x9C", "[U+061C]"},
    {"zero width space",
     "a\xE2\x80\x8B"
     "b",
     "a\xE2\x80\x8B"
     "b",
     "a[U+200B]b"},
    {"Arabic letters stay", "\xD8\xA7\xD8\xA8", "\xD8\xA7\xD8\xA8", "\xD8\xA7\xD8\xA8"},
    {"lone continuation", "a\x80z", "a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz"},
    {"cut sequence", "a\xE2\x80", "a\xEF\xBF\xBD\xEF\xBF\xBD", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong '<'", "\xC0\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"over U+10FFFF", "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"latin-1", "caf\xE9", "caf\xEF\xBF\xBD", "caf\xEF\xBF\xBD"},
};

TEST(ForeignText, IsMadeFitToBeShown) {
    for (const Case& c : kCases) {
        EXPECT_EQ(valid_utf8(c.text), c.valid) << c.name;
        EXPECT_EQ(shown(c.text), c.shown) << c.name;
    }
}

TEST(ForeignText, IsCutAtCodePointsAndSaysSo) {
    EXPECT_EQ(shown("ñandú", 5), "ñandú");
    EXPECT_EQ(shown("ñandú", 4), "ñand…");
    EXPECT_EQ(shown("ñandú", 0), "…");
    EXPECT_EQ(shown("", 0), "");
}

}  // namespace
}  // namespace portolan::report
