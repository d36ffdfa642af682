// The head of an HTTP/1 request (RFC 9112) and what of it may be kept. Query strings are personal data: only
// a documented request is released with its query, and then as its pattern.
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace portolan::passive {

struct HttpRequest {
    std::string_view method;  // views into the parsed bytes
    std::string_view target;
    std::string_view
        authority;          // of the target where it has one, else the Host header; may hold port and user
    bool http2 = false;     // the connection preface of HTTP/2 in clear text (RFC 9113 section 3.4)
    bool complete = false;  // more bytes would tell no more
};

// Nothing where the bytes can't begin a request. A first line that is not finished yet yields a request
// without method.
std::optional<HttpRequest> parse_http_request(Bytes stream);

// True for the start of an HTTP/1 response.
bool is_http_response(Bytes stream);

// Host of an authority in normal form, without user and port; an address literal as its text; empty for
// neither.
std::string http_host(std::string_view authority);

// The documented pattern that "METHOD target" matches, else "METHOD path" without query, path parameters,
// fragment.
std::string released_request(const HttpRequest& request, std::span<const std::string> patterns);

}  // namespace portolan::passive
