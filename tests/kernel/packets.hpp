// IP packets as bytes, without the Ethernet header, with valid checksums. What is to be wrong with one, a
// test changes afterwards.
#pragma once

#include "appliance/base/address.hpp"
#include "tests/lab/octets.hpp"

#include <cstdint>
#include <string_view>

namespace portolan::kernel {

using lab::Octets;

inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kIcmp6 = 58;

struct Ends {
    Address from;
    Address to;
    [[nodiscard]] bool v6() const { return !from.is_v4(); }
    [[nodiscard]] Ends reversed() const { return {to, from}; }
};

struct Tcp {
    std::uint16_t source = 0;
    std::uint16_t destination = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0x02;  // SYN
};

// The Internet checksum (RFC 1071), as it stands in a header.
std::uint16_t checksum(std::string_view bytes);

Octets tcp_bytes(const Ends& ends, const Tcp& tcp, const Octets& payload = {});
Octets udp_bytes(const Ends& ends, std::uint16_t source, std::uint16_t destination, const Octets& payload);
// `rest`: the second word of the header, an identifier and a sequence number or whatever the type has.
Octets icmp_bytes(const Ends& ends, std::uint8_t type, std::uint8_t code, std::uint32_t rest,
                  const Octets& payload);

struct IpOptions {
    std::uint8_t hop_limit = 64;
    std::uint16_t identification = 0;
    std::uint16_t fragment = 0;  // flags and offset as they stand in the IPv4 header
};
Octets ip_packet(const Ends& ends, std::uint8_t protocol, const Octets& payload,
                 const IpOptions& options = {});
// Computes an IPv4 header's checksum anew, after a change.
void mend_header(Octets& packet);

// What forwarding leaves as it is: all but hop limit and the IPv4 header's checksum.
Octets without_hop(Octets packet);

}  // namespace portolan::kernel
