// TLS hellos at the start of a stream: what a client offers and what a server agrees to (RFC 8446
// section 4.1, RFC 5246 section 7.4.1, RFC 6066 section 3, RFC 7301, RFC 8701). Nothing is decrypted; ECH
// hides the inner name, then the outer one is what is seen.
#pragma once

#include "appliance/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::passive {

struct ClientHello {
    std::string server_name;    // normal form; empty: none seen
    std::string alpn;           // "h2,http/1.1"; empty: none seen
    std::uint16_t version = 0;  // highest offered, 0x0303 = TLS 1.2; 0: not reached yet
    bool complete = false;      // false: the bytes end before the hello does
    friend bool operator==(const ClientHello&, const ClientHello&) = default;
};

struct ServerHello {
    std::uint16_t version = 0;  // agreed; 0: not reached yet
    bool complete = false;
    friend bool operator==(const ServerHello&, const ServerHello&) = default;
};

// `stream` begins with the first byte that the end sent. Nothing where it is no hello, or a malformed one.
std::optional<ClientHello> parse_client_hello(Bytes stream);
std::optional<ServerHello> parse_server_hello(Bytes stream);

// A record of a session whose hellos were not seen: any content type, plausible version and length.
bool is_tls_record(Bytes stream);

// "1.0" .. "1.3"; "ssl3" for SSL 3.0, which is older than all of them; "yes" where the version was not seen.
std::string_view tls_version_text(std::uint16_t version);

}  // namespace portolan::passive
