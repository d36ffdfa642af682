// One HTTP exchange as plain values: what `web` takes off a connection and hands to `server`, and what comes
// back. The bounds are those of web_server.hpp; whoever builds a Request from elsewhere (the unix socket, a
// test, a fuzzer) need not keep them: webui::Api checks what it reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

inline constexpr std::size_t kMostTargetBytes = 8'192;
inline constexpr std::size_t kMostBodyBytes = 1'048'576;

struct Header {
    std::string name;
    std::string value;
    friend bool operator==(const Header&, const Header&) = default;
};

// Who is at the other end of a unix socket (SO_PEERCRED).
struct PeerCredentials {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool administrator =
        false;  // the server looked it up: in group portolan-admin, and none of the roles' own uids
    friend bool operator==(const PeerCredentials&, const PeerCredentials&) = default;
};

struct Request {
    std::string method;  // as sent: "GET"
    std::string target;  // origin form, path and query, still percent-encoded: "/api/v1/flows?limit=10"
    std::string peer;    // address without port, "192.0.2.7"; "local" on the unix socket
    // Values of the request's header fields of these names; empty where absent. Of a field that came twice
    // the sender of this struct gives the values joined by ", " (RFC 9110 section 5.3), which none of them
    // survives.
    std::string cookie;
    std::string csrf_token;  // X-CSRF-Token
    std::string sec_fetch_site;
    std::string origin;
    std::string host;
    std::string content_type;
    std::string if_none_match;
    std::string last_event_id;
    std::string body;
    bool local = false;           // over the unix socket: credentials instead of a session
    PeerCredentials credentials;  // only where local
};

// A response without body has no Content-Type among its headers. With `stream` set the exchange stays open:
// `body` is the beginning, further frames follow until either side closes (event_stream.hpp).
struct Response {
    int status = 200;
    std::vector<Header> headers;
    std::string body;
    bool stream = false;
    std::string stream_key;  // whose stream it is; for Api::may_go_on()

    // The first of that name, compared without case; empty where there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

}  // namespace portolan::webui
