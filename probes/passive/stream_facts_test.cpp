#include "probes/passive/stream_facts.hpp"

#include "probes/passive/crafted.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

using crafted::hex;

const std::string kHello = hex("160301002d 01000029 0303" + std::string(64, '0') + "00 0002 1301 01 00");
const std::string kServerHello = hex("160303002c 02000028 0302" + std::string(64, '0') + "00 1301 00 0000");
const std::string kTlsRecord = hex("1703030020") + std::string(32, 'x');

std::string text(const evidence::Facts& facts) {
    std::string out;
    for (const auto& [fact, value] : facts)
        out += std::string(evidence::fact_name(fact)) + "=" + value + " ";
    return out;
}

struct Look {
    bool client;
    std::string stream;  // from the first byte on: later looks repeat what came before
    More more = More::possible;
};

struct Case {
    const char* name;
    std::vector<Look> looks;
    std::string facts;
    std::string decided;  // "cs": client, server
    Begin begin = Begin::start;
};

void check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Conversation talk;
        for (const Look& look : c.looks) {
            if (look.client) look_at_client(talk, as_bytes(look.stream), c.begin, look.more, {});
            if (!look.client) look_at_server(talk, as_bytes(look.stream), c.begin, look.more);
        }
        EXPECT_EQ(text(talk.facts), c.facts);
        EXPECT_EQ(std::string(talk.client_decided ? "c" : "") + (talk.server_decided ? "s" : ""), c.decided);
    }
}

TEST(StreamFacts, Tls) {
    check({
        {"offer and agreement", {{true, kHello}, {false, kServerHello}}, "tls=1.1 app=tls ", "cs"},
        {"agreement seen first", {{false, kServerHello}, {true, kHello}}, "tls=1.1 app=tls ", "cs"},
        {"refused with an alert", {{true, kHello}, {false, hex("15030300020228")}}, "tls=1.2 app=tls ", "cs"},
        {"server side alone", {{false, kServerHello}}, "tls=1.1 app=tls ", "s"},
        {"hello that may go on", {{true, kHello.substr(0, 30)}}, "", ""},
        {"hello that is cut", {{true, kHello.substr(0, 30), More::none}}, "tls=yes app=tls ", "c"},
        {"server hello that is cut",
         {{true, kHello}, {false, kServerHello.substr(0, 20), More::none}},
         "tls=1.2 app=tls ",
         "cs"},
        {"first byte alone proves nothing", {{true, "\x16", More::none}}, "", "c"},
        {"session without its hellos", {{true, kTlsRecord}}, "tls=yes app=tls ", "cs", Begin::middle},
        {"session of which the server is seen",
         {{false, kTlsRecord}},
         "tls=yes app=tls ",
         "cs",
         Begin::middle},
        {"a record is no start", {{true, kTlsRecord}}, "", "c"},
    });
}

TEST(StreamFacts, ClearText) {
    check({
        {"HTTP",
         {{true, "GET /a HTTP/1.1\r\nHost: X.example:8080\r\n"}},
         "host=x.example tls=none app=http http=GET /a ",
         "cs"},
        {"HTTP, head goes on", {{true, "GET /a HTTP/1.1\r\nAc"}}, "", ""},
        {"HTTP, head is cut",
         {{true, "GET /a HTTP/1.1\r\nAc", More::none}},
         "tls=none app=http http=GET /a ",
         "cs"},
        {"HTTP, line is cut", {{true, "GET /a HT", More::none}}, "", "c"},
        {"HTTP, two looks",
         {{true, "GET /a HT"}, {true, "GET /a HTTP/1.1\r\nHost: 10.0.0.1\r\n"}},
         "host=10.0.0.1 tls=none app=http http=GET /a ",
         "cs"},
        {"HTTP response alone", {{false, "HTTP/1.1 200 OK\r\n"}}, "tls=none app=http ", "s", Begin::middle},
        {"HTTP/2 in clear text", {{true, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}}, "tls=none app=http ", "cs"},
        {"MQTT", {{true, hex("100e00044d5154540402003c00026964")}}, "tls=none app=mqtt mqtt=3.1.1 ", "cs"},
        {"SSH, the server's banner stays",
         {{false, "SSH-2.0-srv x\r\n"}, {true, "SSH-2.0-cli\r\n"}},
         "app=ssh ssh=srv ",
         "cs"},
        {"SSH, the client first",
         {{true, "SSH-2.0-cli\r\n"}, {false, "SSH-2.0-srv x\r\n"}},
         "app=ssh ssh=srv ",
         "cs"},
        {"SSH, the client alone", {{true, "SSH-2.0-cli\r\n"}}, "app=ssh ssh=cli ", "c"},
        {"SIP", {{true, "INVITE sip:+351@pbx SIP/2.0\r\n"}}, "app=sip sip=INVITE ", "cs"},
        {"anything else", {{true, "hello\n"}, {false, "world\n"}}, "", "cs"},
        {"anything else, binary", {{true, hex("00010203")}, {false, hex("ff")}}, "", "cs"},
    });
}

TEST(StreamFacts, StartTls) {
    const std::string smtp = "EHLO me\r\nSTARTTLS\r\n";
    const std::string replies = "220 mail ESMTP\r\n250 ok\r\n220 go\r\n";
    check({
        {"SMTP goes on in TLS",
         {{false, "220 mail ESMTP\r\n"},
          {true, smtp},
          {true, smtp + kHello},
          {false, replies + kServerHello}},
         "tls=1.1 app=smtp ",
         "cs"},
        {"SMTP, before the hello", {{false, "220 mail\r\n"}, {true, smtp}}, "app=smtp ", ""},
        {"SMTP, hello never seen", {{true, smtp, More::none}}, "app=smtp ", "c"},
        {"SMTP, refused and on in clear", {{true, smtp + "MAIL FROM:<a>\r\n"}}, "tls=none app=smtp ", "cs"},
        {"SMTP in clear",
         {{true, "EHLO me\r\n"}, {true, "EHLO me\r\nMAIL FROM:<a>\r\n"}},
         "tls=none app=smtp ",
         "cs"},
        {"SMTP, nothing but EHLO", {{true, "EHLO me\r\n", More::none}}, "tls=none app=smtp ", "cs"},
        {"FTP goes on in TLS",
         {{false, "220 FTP\r\n"}, {true, "AUTH TLS\r\n" + kHello}},
         "tls=1.2 app=ftp ",
         "c"},
        {"FTP in clear", {{false, "220 hi\r\n"}, {true, "USER me\r\n"}}, "tls=none app=ftp ", "cs"},
        {"FTP, lower case in two looks",
         {{false, "220 hi\r\n"}, {true, "us"}, {true, "user me\r\n"}},
         "tls=none app=ftp ",
         "cs"},
        {"greeting alone", {{false, "220 FTP ready\r\n", More::none}}, "app=ftp ", "s"},
        {"POP3 is not taken for FTP", {{false, "+OK\r\n"}, {true, "USER me\r\n"}}, "", "cs"},
    });
}

}  // namespace
}  // namespace portolan::passive
