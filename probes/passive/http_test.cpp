#include "probes/passive/http.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

std::optional<HttpRequest> parse(std::string_view stream) {
    return parse_http_request(as_bytes(stream));
}

TEST(HttpRequest, RequestLinesAndHosts) {
    struct Case {
        const char* name;
        std::string_view stream;
        std::string_view method;
        std::string_view target;
        std::string_view authority;
        bool complete;
    };
    const Case cases[] = {
        {"curl", "GET /a HTTP/1.1\r\nHost: www.vendor.example\r\nUser-Agent: curl\r\n\r\n", "GET", "/a",
         "www.vendor.example", true},
        {"host comes late", "POST /b HTTP/1.1\r\nAccept: */*\r\nhOST:\t10.0.0.1:8080 \r\n", "POST", "/b",
         "10.0.0.1:8080", true},
        {"host has not come", "GET /a HTTP/1.1\r\nAccept: */*\r\nHos", "GET", "/a", "", false},
        {"no host", "GET /a HTTP/1.0\r\nAccept: */*\r\n\r\nHost: body\r\n", "GET", "/a", "", true},
        {"line feeds only", "GET /a HTTP/1.0\nHost: x\n\n", "GET", "/a", "x", true},
        {"a header whose name ends in host", "GET /a HTTP/1.1\r\nX-Host: y\r\nHost: x\r\n\r\n", "GET", "/a",
         "x", true},
        {"absolute form beats Host", "GET http://proxy.example:81/p?q HTTP/1.1\r\nHost: other\r\n\r\n", "GET",
         "http://proxy.example:81/p?q", "proxy.example:81", true},
        {"absolute form without path", "GET http://a.example?x HTTP/1.1\r\n\r\n", "GET", "http://a.example?x",
         "a.example", true},
        {"a URL in the query is no absolute form", "GET /r?u=http://x/ HTTP/1.1\r\nHost: h\r\n\r\n", "GET",
         "/r?u=http://x/", "h", true},
        {"CONNECT", "CONNECT www.vendor.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT",
         "www.vendor.example:443", "www.vendor.example:443", true},
        {"options of the server", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS", "*", "x", true},
        {"line not finished", "GET /a HTT", "", "", "", false},
        {"method not finished", "GE", "", "", "", false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<HttpRequest> request = parse(c.stream);
        ASSERT_TRUE(request);
        EXPECT_EQ(request->method, c.method);
        EXPECT_EQ(request->target, c.target);
        EXPECT_EQ(request->authority, c.authority);
        EXPECT_EQ(request->complete, c.complete);
        EXPECT_FALSE(request->http2);
    }
    EXPECT_TRUE(parse("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")->http2);
}

TEST(HttpRequest, RefusesWhatIsNone) {
    const std::string_view cases[] = {
        "",
        "\r\n",
        "get / HTTP/1.1\r\n",
        "GET /\r\n",
        "GET  HTTP/1.1\r\n",
        "GET / HTTP/3\r\n",
        "GET / HTTP/2.0\r\n",
        "REGISTER sip:a@b SIP/2.0\r\n",
        "USER me\r\n",
        "G3T / HTTP/1.1\r\n",
        "GET /a\x01 HTTP/1.1\r\n",
        "GET \x16\x03",
        "HTTP/1.1 200 OK\r\n",
        "ABCDEFGHIJKLMNOPQRSTU / HTTP/1.1\r\n",
        "GET / x HTTP/1.1\r\n",
    };
    for (const std::string_view text : cases)
        EXPECT_FALSE(parse(text)) << text;
}

TEST(HttpResponse, Start) {
    EXPECT_TRUE(is_http_response(as_bytes("HTTP/1.1 200 OK\r\n")));
    EXPECT_FALSE(is_http_response(as_bytes("HTTP/2 200 OK\r\n")));
    EXPECT_FALSE(is_http_response(as_bytes("HTTP")));
}

TEST(HttpHost, NormalForms) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"WWW.Vendor.Example", "www.vendor.example"},
        {"www.vendor.example:8080", "www.vendor.example"},
        {"www.vendor.example.", "www.vendor.example"},
        {"user:secret@www.vendor.example", "www.vendor.example"},
        {"192.0.2.7:80", "192.0.2.7"},
        {"[2001:DB8::1]:8080", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[oops", ""},
        {"", ""},
        {":80", ""},
        {"a b", ""},
        {"bad\x01name", ""},
    };
    for (const auto& [authority, host] : cases)
        EXPECT_EQ(http_host(authority), host) << authority;
}

TEST(ReleasedRequest, KeepsNoQueryThatIsNotDocumented) {
    const std::vector<std::string> patterns = {"GET /din.aspx?s=*&client=DynGate*",
                                               "POST /dout.aspx?s=*&client=DynGate*"};
    struct Case {
        const char* name;
        std::string_view line;
        std::string_view released;
    };
    const Case cases[] = {
        {"documented", "GET /din.aspx?s=123&client=DynGate&p=1", "GET /din.aspx?s=*&client=DynGate*"},
        {"documented, absolute form", "GET http://server.example/din.aspx?s=123&client=DynGate",
         "GET /din.aspx?s=*&client=DynGate*"},
        {"another method", "PUT /din.aspx?s=123&client=DynGate", "PUT /din.aspx"},
        {"another query", "GET /din.aspx?s=123&client=Other", "GET /din.aspx"},
        {"another path", "GET /x/din.aspx?s=123&client=DynGate", "GET /x/din.aspx"},
        {"query", "GET /a/b?name=person", "GET /a/b"},
        {"path parameters", "GET /a/b;session=42/c", "GET /a/b"},
        {"fragment", "GET /a#b", "GET /a"},
        {"absolute form", "GET http://u:p@x.example:81/a/b?q", "GET /a/b"},
        {"absolute form without path", "GET http://x.example?q", "GET /"},
        {"CONNECT", "CONNECT x.example:443", "CONNECT x.example:443"},
        {"CONNECT with more than it should have", "CONNECT u:p@x\xff.example:443?q",
         "CONNECT x..example:443"},
        {"options of the server", "OPTIONS *", "OPTIONS *"},
        {"bytes that are no text", "GET /\xff\xfe?x", "GET /.."},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string head = std::string(c.line) + " HTTP/1.1\r\n\r\n";
        const std::optional<HttpRequest> request = parse(head);
        ASSERT_TRUE(request);
        EXPECT_EQ(released_request(*request, patterns), c.released);
    }
    const std::string long_path = "GET /" + std::string(1000, 'a') + " HTTP/1.1\r\n\r\n";
    EXPECT_EQ(released_request(*parse(long_path), {}).size(), 4U + 256);
}

}  // namespace
}  // namespace portolan::passive
