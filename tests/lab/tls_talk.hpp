// TLS as it looks on the wire (RFC 5246, RFC 8446): hellos in full, everything after them opaque bytes of
// believable size. Up to 1.2 the session is resumed (RFC 5246 section 7.3, abbreviated handshake): no
// certificate to invent.
#pragma once

#include "tests/lab/talk.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::lab {

struct TlsTalk {
    std::string_view sni = {};                // empty = extension absent
    std::vector<std::string_view> alpn = {};  // offered; the first one is agreed
    std::uint16_t version = 0x0304;  // the highest offered and the agreed one: 0x0301 (1.0) .. 0x0304 (1.3)
    bool big_hello = false;          // a post-quantum key share: the hello needs two segments
    std::size_t cut = 0;             // cut the hello here, in the middle of a name if need be
    std::size_t request = 180;       // opaque bytes after the handshake
    std::size_t response = 420;
};

Turns tls(const TlsTalk& talk, std::uint64_t seed);

// The same inside a conversation that began in clear text (STARTTLS and its kin).
void append_tls(Turns& turns, const TlsTalk& talk, std::uint64_t seed);

}  // namespace portolan::lab
