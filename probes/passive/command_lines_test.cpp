#include "probes/passive/command_lines.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

TEST(Greeting, CodeAndWords) {
    struct Case {
        std::string_view text;
        bool recognised;
        std::optional<LineProtocol> protocol;
        bool complete;
    };
    const Case cases[] = {
        {"220 mail.example ESMTP Postfix\r\n", true, LineProtocol::smtp, true},
        {"220-first line of an SMTP server\r\n220 ok\r\n", true, LineProtocol::smtp, true},
        {"220 printer FTP server ready\r\n", true, LineProtocol::ftp, true},
        {"220 ready\r\n", true, std::nullopt, true},
        {"220 rea", true, std::nullopt, false},
        {"22", true, std::nullopt, false},
        {"2200 x\r\n", false, std::nullopt, false},
        {"421 busy\r\n", false, std::nullopt, false},
        {"+OK POP3\r\n", false, std::nullopt, false},
        {"", false, std::nullopt, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const std::optional<Greeting> greeting = parse_greeting(as_bytes(c.text));
        ASSERT_EQ(greeting.has_value(), c.recognised);
        if (!greeting) continue;
        EXPECT_EQ(greeting->protocol, c.protocol);
        EXPECT_EQ(greeting->complete, c.complete);
    }
}

TEST(CommandLines, WhoAsksForTls) {
    constexpr LineProtocol kSmtp = LineProtocol::smtp;
    constexpr LineProtocol kFtp = LineProtocol::ftp;
    struct Case {
        const char* name;
        std::string_view text;
        bool greeted;
        std::optional<LineProtocol> protocol;  // nothing: neither
        bool tls_asked;
        bool clear;
        std::size_t end;
    };
    const Case cases[] = {
        {"SMTP with TLS", "EHLO me\r\nSTARTTLS\r\n\x16\x03\x01", true, kSmtp, true, false, 19},
        {"not greeted", "EHLO me\r\nSTARTTLS\r\n", false, kSmtp, true, false, 19},
        {"lower case", "ehlo me\nstarttls\n", true, kSmtp, true, false, 17},
        {"SMTP so far", "EHLO me\r\n", true, kSmtp, false, false, 9},
        {"SMTP in clear", "EHLO me\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\n", true, kSmtp, false, true, 24},
        {"SMTP login in clear", "EHLO me\r\nAUTH PLAIN AGEAYg==\r\n", true, kSmtp, false, true, 30},
        {"SMTP login by a word that FTP has", "EHLO me\r\nAUTH TLS\r\n", true, kSmtp, false, true, 19},
        {"old SMTP", "HELO me\r\n", true, kSmtp, false, true, 9},
        {"FTP with TLS", "AUTH TLS\r\n", true, kFtp, true, false, 10},
        {"FTP with TLS, not greeted", "AUTH TLS\r\n", false, kFtp, true, false, 10},
        {"FTP with old TLS", "FEAT\r\nAUTH SSL\r\n", true, kFtp, true, false, 16},
        {"FTP in clear", "USER me\r\nPASS secret\r\n", true, kFtp, false, true, 9},
        {"FTP words alone prove nothing", "USER me\r\nPASS secret\r\n", false, std::nullopt, false, false, 0},
        {"a longer word", "USERS me\r\n", true, std::nullopt, false, false, 0},
        {"unknown word stops the look", "EHLO me\r\nXYZZY\r\nSTARTTLS\r\n", true, kSmtp, false, false, 9},
        {"line not finished", "EHLO me", true, std::nullopt, false, false, 0},
        {"HTTP", "GET / HTTP/1.1\r\n", true, std::nullopt, false, false, 0},
        {"empty", "", true, std::nullopt, false, false, 0},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<CommandLines> lines = parse_command_lines(as_bytes(c.text), c.greeted);
        ASSERT_EQ(lines.has_value(), c.protocol.has_value());
        if (!lines) continue;
        EXPECT_EQ(lines->protocol, *c.protocol);
        EXPECT_EQ(lines->tls_asked, c.tls_asked);
        EXPECT_EQ(lines->clear, c.clear);
        EXPECT_EQ(lines->end, c.end);
    }
}

TEST(CommandLines, EndlessLinesAreBounded) {
    std::string text = "EHLO me\r\n";
    for (int i = 0; i < 1000; ++i)
        text += "NOOP\n";
    EXPECT_EQ(parse_command_lines(as_bytes(text), true)->end, 9U + 63 * 5);
}

TEST(Replies, EndWhereTlsBegins) {
    EXPECT_EQ(end_of_replies(as_bytes("220 hi\r\n250-a\r\n250 b\r\n220 go\r\n\x16\x03\x03")), 30U);
    EXPECT_EQ(end_of_replies(as_bytes("220 hi\r\n250 not finished")), 8U);
    EXPECT_EQ(end_of_replies(as_bytes("\x16\x03\x03")), 0U);
    EXPECT_EQ(end_of_replies({}), 0U);
}

}  // namespace
}  // namespace portolan::passive
