// One IP packet, decoded: the tuple, what TCP and ICMP need to be followed, and the payload as far as it was
// captured. Views point into the capture's buffer.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/bytes.hpp"
#include "appliance/base/timestamp.hpp"

#include <array>
#include <cstdint>

namespace portolan::passive {

constexpr std::uint8_t kIcmp = 1;  // IANA protocol numbers
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kIcmpV6 = 58;

constexpr std::uint8_t kFin = 0x01;  // TCP flags, RFC 9293 section 3.1
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;

using MacAddress = std::array<std::byte, 6>;

enum class Fragment : std::uint8_t { none, first, later };

struct Packet {
    Timestamp time;
    Address source;
    Address destination;
    Bytes payload;  // after the transport header; link padding is cut
    std::uint32_t payload_length =
        0;                        // on the wire: more than payload.size() where the snapshot length cut it
    std::uint32_t ip_length = 0;  // bytes, IP header included
    std::uint32_t sequence = 0;   // TCP
    std::uint32_t fragment_id = 0;
    std::uint16_t source_port = 0;  // TCP and UDP
    std::uint16_t destination_port = 0;
    std::uint16_t icmp_id = 0;  // of those types that carry one
    std::uint16_t vlan = 0;     // outermost id, 0 = untagged
    std::uint8_t ip_protocol = 0;
    std::uint8_t tcp_flags = 0;
    std::uint8_t icmp_type = 0;
    Fragment fragment = Fragment::none;
    bool has_mac = false;
    MacAddress source_mac{};

    [[nodiscard]] bool is_icmp() const { return ip_protocol == kIcmp || ip_protocol == kIcmpV6; }
    [[nodiscard]] bool payload_whole() const { return payload.size() >= payload_length; }
};

}  // namespace portolan::passive
