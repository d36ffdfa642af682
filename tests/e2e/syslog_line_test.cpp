#include "tests/e2e/syslog_line.hpp"

#include "appliance/syslog/rfc5424.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

using namespace std::string_literals;

const std::string kHead = "<132>1 2026-11-22T15:04:05.123Z gate portolan - PT4001 ";

// RFC 5424 section 6.5, example 3, with a time of ours.
TEST(SyslogLine, ReadsTheRfcsExample) {
    const Result<SyslogLine> line = parse_syslog_line(
        "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" "
        "eventSource=\"Application\" eventID=\"1011\"] An application event log entry...");
    ASSERT_TRUE(line.has_value()) << line.error().text();
    EXPECT_EQ(line->priority, 165U);
    EXPECT_EQ(line->element, "exampleSDID@32473");
    EXPECT_EQ(line->value("eventSource"), "Application");
    EXPECT_EQ(line->message, "An application event log entry...");
}

TEST(SyslogLine, RefusesWhatTheRfcForbids) {
    const std::pair<const char*, std::string> rows[] = {
        {"priority above 191", "<192>1 2026-11-22T15:04:05.123Z h a p m [x]"},
        {"leading zero", "<032>1 2026-11-22T15:04:05.123Z h a p m [x]"},
        {"no version", "<132> 2026-11-22T15:04:05.123Z h a p m [x]"},
        {"old time", "<132>1 Nov 22 15:04:05 h a p m [x]"},
        {"double space", "<132>1 2026-11-22T15:04:05.123Z  h a p m [x]"},
        {"id of 33", "<132>1 2026-11-22T15:04:05.123Z h a p " + std::string(33, 'm') + " [x]"},
        {"no element", kHead + "-"},
        {"unescaped bracket", kHead + "[x a=\"]\"]"},
        {"unescaped quote", kHead + "[x a=\"\"\"]"},
        {"escape of n", kHead + "[x a=\"\\n\"]"},
        {"open value", kHead + "[x a=\"b"},
        {"no space between", kHead + "[x a=\"b\"c=\"d\"]"},
        {"quote in a name", kHead + "[x a\"=\"b\"]"},
        {"line end in a value", kHead + "[x a=\"b\n\"]"},
        {"NUL in a value", kHead + "[x a=\"b\0\"]"s},
        {"line end in the message", kHead + "[x] a\nb"},
        {"no space before the message", kHead + "[x]a"}};
    for (const auto& [what, text] : rows)
        EXPECT_FALSE(parse_syslog_line(text).has_value()) << what;
    EXPECT_TRUE(parse_syslog_line(kHead + "[x a=\"\\\"\\\\\\]\"]").has_value());
}

TEST(SyslogLine, ReadsEveryEventOfTheGoldenFile) {
    std::ifstream file(std::string(PORTOLAN_SOURCE_DIR) + "/tests/golden/syslog/events.txt");
    int count = 0;
    for (std::string text; std::getline(file, text); ++count) {
        const Result<SyslogLine> line = parse_syslog_line(text);
        ASSERT_TRUE(line.has_value()) << line.error().text() << ": " << text;
        EXPECT_EQ(line->application, "portolan");
        EXPECT_EQ(line->element, "portolan@32473");
        EXPECT_EQ(line->value("app"), "hospital-norte");
    }
    EXPECT_GE(count, 34);
}

TEST(SyslogLine, FramesAreWhole) {
    EXPECT_EQ(parse_frames("1 a3 b c").value(), (std::vector<std::string>{"a", "b c"}));
    EXPECT_EQ(parse_frames(syslog::octet_counted("a\nb")).value(), std::vector<std::string>{"a\nb"});
    for (const char* const text : {"2 a", "01 a", "0 ", "x", "1", "-1 a"})
        EXPECT_FALSE(parse_frames(text).has_value()) << text;
}

}  // namespace
}  // namespace portolan::e2e
