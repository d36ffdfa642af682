#include "appliance/syslog/harmless_text.hpp"

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

using namespace std::string_literals;

TEST(HarmlessText, Table) {
    struct Case {
        const char* name;
        std::string given;
        std::string expected;
    };
    const std::string bad = "\xEF\xBF\xBD";
    const Case cases[] = {{"plain text stays", "a\"b\\c]d = é €", "a\"b\\c]d = é €"},
                          {"emoji stays", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
                          {"a line end is seen", "one\ntwo\r", "one\u240Atwo\u240D"},
                          {"NUL and DEL are seen", "a\0b\x7F"s, "a\u2400b\u2421"},
                          {"an escape sequence does nothing", "\x1B[31m", "\u241B[31m"},
                          {"a lone continuation byte", "a\x80z", "a" + bad + "z"},
                          {"a cut sequence", "a\xE2\x82", "a" + bad + bad},
                          {"an overlong slash", "\xC0\xAF", bad + bad},
                          {"an overlong NUL of three bytes", "\xE0\x80\x80", bad + bad + bad},
                          {"a surrogate", "\xED\xA0\x80", bad + bad + bad},
                          {"the last surrogate's neighbour stays", "\xEE\x80\x80", "\xEE\x80\x80"},
                          {"above the last code point", "\xF4\x90\x80\x80", bad + bad + bad + bad},
                          {"the last code point is a noncharacter", "\xF4\x8F\xBF\xBF", bad},
                          {"C1: next line", "\xC2\x85", bad},
                          {"first after C1 stays", "\xC2\xA0", "\xC2\xA0"},
                          {"a turn of direction", "gpj\u202Eexe", "gpj" + bad + "exe"},
                          {"its neighbour stays", "\u202F", "\u202F"},
                          {"a mark of byte order", "\uFEFF{", bad + "{"}};
    for (const Case& each : cases)
        EXPECT_EQ(harmless(each.given), each.expected) << each.name;
}

TEST(HarmlessText, CutsBetweenCharacters) {
    EXPECT_EQ(cut("a€b", 5), "a€b");
    EXPECT_EQ(cut("a€b", 4), "a€");
    EXPECT_EQ(cut("a€b", 3), "a");
    EXPECT_EQ(cut("€", 2), "");
    EXPECT_EQ(cut("abc", 0), "");
}

TEST(HarmlessText, HeaderWords) {
    EXPECT_EQ(header_word("gate.example", 255), "gate.example");
    EXPECT_EQ(header_word("a b\n<é", 255), "a_b_<__");
    EXPECT_EQ(header_word("abcdef", 3), "abc");
    EXPECT_EQ(header_word("", 3), "-");
}

}  // namespace
}  // namespace portolan::syslog
