// The web server with real peers: curl and openssl over TLS, and byte by byte over the unix socket.
#include "tests/api/served.hpp"
#include "webui/page_answer.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::api_test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string curl(const std::string& arguments) {
    return shell("curl -sk --max-time 30 " + arguments).output;
}

TEST(Page, CarriesItsHeaders) {
    const Served served;
    const std::string answer = curl("-i " + served.url("/"));
    EXPECT_THAT(
        answer,
        AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Type: text/html; charset=utf-8\r\n"),
              HasSubstr("Cache-Control: no-cache\r\n"), HasSubstr("ETag: \"bbbb\"\r\n"),
              HasSubstr("X-Content-Type-Options: nosniff\r\n"), HasSubstr("Referrer-Policy: no-referrer\r\n"),
              HasSubstr("Cross-Origin-Opener-Policy: same-origin\r\n"), HasSubstr("frame-ancestors 'none'"),
              HasSubstr("default-src 'none'"), EndsWith("<!doctype html><title>page</title>")));
    EXPECT_THAT(answer, Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(answer, Not(HasSubstr("Strict-Transport-Security")));
    EXPECT_THAT(curl("-i " + served.url("/requirements/DCA4-065")), EndsWith("<title>page</title>"));
    EXPECT_THAT(curl("-i " + served.url("/assets/none.js")), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(curl("-i -X POST " + served.url("/")), StartsWith("HTTP/1.1 405"));
    const Served trusted({}, true);
    EXPECT_THAT(curl("-i " + trusted.url("/")), HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
}

TEST(Page, IsCachedAndCompressed) {
    const Served served;
    const std::string script = served.url("/assets/app-3f2a.js");
    EXPECT_THAT(curl("-i -H 'Accept-Encoding: gzip, br' " + script),
                AllOf(HasSubstr("Content-Encoding: br\r\n"), HasSubstr("ETag: \"aaaa.br\"\r\n"),
                      HasSubstr("public, max-age=31536000, immutable"), EndsWith("\r\n\r\nBROTLI")));
    EXPECT_THAT(curl("-i -H 'Accept-Encoding: br;q=0, gzip' " + script), EndsWith("\r\n\r\nlet plain = 1;"));
    EXPECT_THAT(curl("-i " + script), AllOf(EndsWith("let plain = 1;"), HasSubstr("Vary: Accept-Encoding")));
    const std::string unchanged = curl("-i -H 'If-None-Match: W/\"aaaa\"' " + script);
    EXPECT_THAT(unchanged, AllOf(StartsWith("HTTP/1.1 304"), EndsWith("\r\n\r\n")));
    EXPECT_THAT(curl("-i -H 'If-None-Match: \"aaaa.br\"' " + script), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(curl("-I " + script), AllOf(HasSubstr("Content-Length: 14\r\n"), EndsWith("\r\n\r\n")));
}

TEST(Connection, IsKept) {
    const Served served;
    EXPECT_EQ(curl("-o /dev/null -o /dev/null -w '%{http_code} %{num_connects};' " + served.url("/") + " " +
                   served.url("/api/v1/box")),
              "200 1;200 0;");
}

TEST(Tls, SpeaksNothingOld) {
    const Served served;
    const std::string to = "openssl s_client -connect 127.0.0.1:" + std::to_string(served.port) + " ";
    EXPECT_NE(shell(to + "-tls1_1 -cipher DEFAULT@SECLEVEL=0 </dev/null 2>&1").status, 0);
    EXPECT_EQ(shell(to + "-tls1_2 </dev/null 2>&1").status, 0);
    EXPECT_EQ(shell(to + "-tls1_3 </dev/null 2>&1").status, 0);
    EXPECT_NE(shell(to + "-tls1_2 -cipher AES128-SHA </dev/null 2>&1").status, 0) << "no forward secrecy";
    EXPECT_NE(shell(to + "-alpn h2 </dev/null 2>&1").status, 0);
    EXPECT_THAT(shell(to + "-alpn h2,http/1.1 </dev/null 2>&1").output, HasSubstr("ALPN protocol: http/1.1"));
}

TEST(Certificate, IsMadeOnceAndKeptSecret) {
    Served served;
    const std::string path = served.folder + "/web.pem";
    struct stat state {};
    ASSERT_EQ(::stat(path.c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777U, 0600U);
    const std::string fingerprint = webui::fingerprint_of(served.certificate.certificate_pem).value();
    const CommandRun seen = shell("openssl s_client -connect 127.0.0.1:" + std::to_string(served.port) +
                                  " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 -ext "
                                  "subjectAltName,extendedKeyUsage");
    EXPECT_THAT(seen.output,
                AllOf(HasSubstr(fingerprint), HasSubstr("127.0.0.1"), HasSubstr("TLS Web Server")));
    const auto again = webui::load_or_make_certificate(path, "other", {});
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->certificate_pem, served.certificate.certificate_pem);
    EXPECT_EQ(again->private_key_pem, served.certificate.private_key_pem);
    ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
    EXPECT_FALSE(webui::load_or_make_certificate(path, "other", {}).has_value());
    std::ofstream(served.folder + "/bad.pem") << "nothing";
    ::chmod((served.folder + "/bad.pem").c_str(), 0600);
    EXPECT_FALSE(webui::load_or_make_certificate(served.folder + "/bad.pem", "x", {}).has_value());
    EXPECT_FALSE(webui::make_certificate("x", {"a,DNS:evil"}).has_value());
}

TEST(SignedIn, OverHttpsWithCurl) {
    const Served served;
    const std::string jar = served.folder + "/jar";
    const std::string json = "-H 'Content-Type: application/json' -H 'Sec-Fetch-Site: same-origin' ";
    const std::string answer = curl("-c " + jar + " " + json +
                                    "-d '{\"user\":\"vera\",\"password\":\"vera'\\''s "
                                    "password\"}' " +
                                    served.url("/api/v1/session"));
    EXPECT_THAT(answer, HasSubstr("\"role\":\"viewer\""));
    EXPECT_THAT(curl("-b " + jar + " " + served.url("/api/v1/findings?state=open")),
                HasSubstr("\"total\":2"));
    EXPECT_THAT(curl("-i " + served.url("/api/v1/findings")),
                AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("application/problem+json")));
    EXPECT_THAT(curl("-i -I " + served.url("/api/v1/findings")),
                AllOf(StartsWith("HTTP/1.1 405"), EndsWith("\r\n\r\n")));
}

constexpr std::string_view kStream = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(Stream, GivesEventsResumesAndEnds) {
    Served served;
    const RawClient client = served.connect();
    client.send(kStream);
    EXPECT_THAT(client.receive("retry: 3000"),
                AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("text/event-stream"),
                      HasSubstr("Transfer-Encoding: chunked")));
    std::string frame;
    served.on_thread([&] {
        frame = served.appliance.stream.tick(served.appliance.view, served.appliance.now);
        served.streams.at(0)->write(frame);
        served.streams.at(0)->close();
    });
    EXPECT_THAT(frame, StartsWith("id: 1\nevent: status\n"));
    EXPECT_THAT(client.receive(), Not(HasSubstr("HTTP/1.1")));

    const std::string resumed = shell("curl -sk --max-time 2 --unix-socket " + served.folder +
                                      "/api.sock -H 'Last-Event-ID: 0' http://box/api/v1/stream")
                                    .output;
    EXPECT_EQ(resumed, "retry: 3000\n\n" + frame);
}

TEST(Stream, TheThirtyThirdIsRefused) {
    Served served;
    std::vector<RawClient> clients;
    for (int i = 0; i < 32; ++i) {
        clients.push_back(served.connect());
        clients.back().send(kStream);
        ASSERT_THAT(clients.back().receive("retry"), StartsWith("HTTP/1.1 200")) << i;
    }
    const std::string refused =
        served.ask("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(refused,
                AllOf(StartsWith("HTTP/1.1 429"), HasSubstr("Retry-After: 15"), HasSubstr("\"remedy\"")));
    clients.pop_back();  // one leaves: its place is free as soon as the server has noticed
    std::string next;
    for (int i = 0; i < 1'000 && !next.starts_with("HTTP/1.1 200"); ++i) {
        const RawClient client = served.connect();
        client.send(kStream);
        next = client.receive("\r\n\r\n");
    }
    EXPECT_THAT(next, StartsWith("HTTP/1.1 200"));
}

TEST(Stream, OfAReaderThatStandsStillEnds) {
    webui::WebLimits limits;
    limits.stream_backlog = 1'000'000;
    Served served(limits);
    const RawClient client = served.connect();
    client.send(kStream);
    static_cast<void>(client.receive("retry"));
    int gone = 0;
    for (int i = 0; i < 100 && gone == 0; ++i)
        served.on_thread([&] {
            served.streams.at(0)->write(std::string(100'000, 'x'));
            gone = served.gone;
        });
    static_cast<void>(client.receive());
    for (int i = 0; i < 1'000 && gone == 0; ++i)
        served.on_thread([&] { gone = served.gone; });
    EXPECT_EQ(gone, 1);
}

struct Bad {
    const char* name;
    std::string bytes;
    std::string answer;  // its beginning
};

class BadRequest : public testing::TestWithParam<Bad> {};

TEST_P(BadRequest, IsAnsweredAndTheConnectionClosed) {
    webui::WebLimits limits;
    limits.patience = std::chrono::milliseconds(300);
    const Served served(limits);
    const std::string answer = served.ask(GetParam().bytes);
    EXPECT_THAT(answer, AllOf(StartsWith(GetParam().answer), HasSubstr("application/problem+json"),
                              HasSubstr("Connection: close"), HasSubstr("nosniff")));
    EXPECT_THAT(served.ask("GET /api/v1/box HTTP/1.1\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 200"));
}

const std::string kApply =
    "POST /api/v1/policy/apply HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

INSTANTIATE_TEST_SUITE_P(
    All, BadRequest,
    testing::Values(
        Bad{"no_http", "BOO\r\n\r\n", "HTTP/1.1 400"},
        Bad{"tls_hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
            "HTTP/1.1 400"},
        Bad{"old_version", "GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 505"},
        Bad{"large_header", "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "HTTP/1.1 431"},
        Bad{"large_body", kApply + "Content-Length: 1048577\r\n\r\n" + std::string(1'048'577, 'x'),
            "HTTP/1.1 413"},
        Bad{"large_chunk",
            kApply + "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + std::string(0x200000, 'x'),
            "HTTP/1.1 413"},
        Bad{"two_lengths", kApply + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "HTTP/1.1 400"},
        Bad{"slow_header", "GET / HTTP/1.1\r\nHost: x\r\nX-", "HTTP/1.1 408"},
        Bad{"slow_body", kApply + "Content-Length: 10\r\n\r\n12345", "HTTP/1.1 408"}),
    [](const testing::TestParamInfo<Bad>& bad) { return std::string(bad.param.name); });

TEST(Connections, OfOneAddressAreBounded) {
    webui::WebLimits limits;
    limits.connections_per_address = 4;
    const Served served(limits);
    std::vector<RawClient> held;
    for (int i = 0; i < 4; ++i)
        held.emplace_back(served.port);
    EXPECT_TRUE(RawClient(served.port).closed_by_peer());
    EXPECT_THAT(served.ask("GET /api/v1/box HTTP/1.1\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 200"))
        << "the unix socket has no address";
}

TEST(Handler, ThatNeverAnswersIsA503) {
    webui::WebLimits limits;
    limits.answer = std::chrono::milliseconds(100);
    Served served(limits);
    served.on_thread([&] { served.silent = true; });
    EXPECT_THAT(served.ask("GET /api/v1/box HTTP/1.1\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 503"));
}

}  // namespace
}  // namespace portolan::api_test
