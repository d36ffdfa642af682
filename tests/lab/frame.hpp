// One Ethernet frame with valid checksums: IEEE 802.1Q tag where asked, IPv4 (RFC 791) or IPv6 (RFC 8200),
// and TCP, UDP or ICMP inside. What the traffic maker writes is what a switch's mirror port would show.
#pragma once

#include "appliance/base/address.hpp"
#include "tests/lab/octets.hpp"

#include <cstdint>

namespace portolan::lab {

// Where a frame comes from and goes to, below the transport.
struct Path {
    Address source;
    Address destination;
    std::uint16_t vlan = 0;  // 0 = untagged
    std::uint8_t hop_limit = 64;
    std::uint16_t identification = 0;  // IPv4 only
};

struct TcpSegment {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0;  // kFin ...
    Octets options;          // a multiple of four bytes
    Octets payload;
};
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kPsh = 0x08;
constexpr std::uint8_t kAck = 0x10;

Octets tcp_frame(const Path& path, const TcpSegment& segment);
Octets udp_frame(const Path& path, std::uint16_t source_port, std::uint16_t destination_port,
                 const Octets& payload);
Octets echo_frame(const Path& path, bool request, std::uint16_t identifier, std::uint16_t sequence);
// ICMP "port unreachable" (RFC 792, RFC 4443) about `offending`, a frame of ours that went the other way.
Octets port_unreachable_frame(const Path& path, const Octets& offending);
// "Who has `wanted`? Tell `asker`" and the answer (RFC 826), IPv4 only.
Octets arp_frame(const Address& asker, const Address& wanted, bool reply);

// Locally administered, made from the address: the same host has the same MAC in every capture.
Octets mac_of(const Address& address);

}  // namespace portolan::lab
