// NTP (RFC 5905 section 7.3). The packet has no magic number, so the caller asks on port 123 only.
#pragma once

#include "appliance/base/bytes.hpp"

#include <cstdint>
#include <optional>

namespace portolan::passive {

struct NtpPacket {
    std::uint8_t version = 0;
    std::uint8_t mode = 0;  // 3 client, 4 server, ...
    friend bool operator==(const NtpPacket&, const NtpPacket&) = default;
};

std::optional<NtpPacket> parse_ntp(Bytes datagram);

}  // namespace portolan::passive
