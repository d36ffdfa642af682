// QUIC's long header, with which each connection begins (RFC 8999 section 5.1, RFC 9000 section 17.2, RFC
// 9369).
#pragma once

#include "appliance/base/bytes.hpp"

#include <cstdint>
#include <optional>

namespace portolan::passive {

struct QuicHeader {
    std::uint32_t version = 0;
    friend bool operator==(const QuicHeader&, const QuicHeader&) = default;
};

// Only versions that are deployed: any two set bits would pass for a header otherwise.
std::optional<QuicHeader> parse_quic(Bytes datagram);

}  // namespace portolan::passive
