#include "tests/lab/frame.hpp"

#include <array>
#include <cstddef>

namespace portolan::lab {
namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kVlanTag = 4;

// RFC 1071: one's complement of the one's complement sum of 16-bit words.
std::uint16_t checksum(const Octets& bytes) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint64_t octet = static_cast<unsigned char>(bytes[i]);
        sum += i % 2 == 0 ? octet << 8U : octet;
    }
    while (sum > 0xffffU)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum & 0xffffU);
}

Octets address_octets(const Address& address) {
    if (address.is_v4()) return be32(address.v4());
    Octets out;
    for (const std::byte byte : address.bytes())
        out += be8(std::to_integer<std::uint64_t>(byte));
    return out;
}

// The pseudo-header of RFC 9293 section 3.1 and RFC 8200 section 8.1: only the order of the fields differs,
// and a sum does not see order.
Octets pseudo_header(const Path& path, std::uint8_t protocol, std::size_t length) {
    return address_octets(path.source) + address_octets(path.destination) + be32(length) + be32(protocol);
}

Octets ethernet(const Path& path, const Octets& packet) {
    Octets out = mac_of(path.destination) + mac_of(path.source);
    if (path.vlan != 0) out += be16(0x8100) + be16(path.vlan);
    return out + be16(path.source.is_v4() ? 0x0800 : 0x86dd) + packet;
}

Octets ip_frame(const Path& path, std::uint8_t protocol, const Octets& payload) {
    const Octets ends = address_octets(path.source) + address_octets(path.destination);
    if (!path.source.is_v4())
        return ethernet(path, be32(0x60000000) + be16(payload.size()) + be8(protocol) + be8(path.hop_limit) +
                                  ends + payload);
    const Octets before = be16(0x4500) + be16(20 + payload.size()) + be16(path.identification) +
                          be16(0x4000) + be8(path.hop_limit) + be8(protocol);
    return ethernet(path, before + be16(checksum(before + be16(0) + ends)) + ends + payload);
}

// ICMPv4 sums its own bytes only; ICMPv6 (RFC 4443 section 2.3) the pseudo-header too.
Octets icmp_frame(const Path& path, std::uint8_t type, std::uint8_t code, const Octets& body) {
    constexpr std::uint8_t kIcmpV4 = 1;
    constexpr std::uint8_t kIcmpV6 = 58;
    const Octets unsummed = be8(type) + be8(code) + be16(0) + body;
    const bool v4 = path.source.is_v4();
    const std::uint16_t sum =
        checksum(v4 ? unsummed : pseudo_header(path, kIcmpV6, unsummed.size()) + unsummed);
    return ip_frame(path, v4 ? kIcmpV4 : kIcmpV6, be8(type) + be8(code) + be16(sum) + body);
}

}  // namespace

Octets mac_of(const Address& address) {
    const std::uint64_t low = address.is_v4() ? address.v4() : address.low() ^ (address.high() >> 16U);
    return be16(address.is_v4() ? 0x0200 : 0x0206) + be32(low);
}

Octets tcp_frame(const Path& path, const TcpSegment& segment) {
    constexpr std::uint8_t kTcp = 6;
    const std::uint64_t offset = (20 + segment.options.size()) / 4;
    const Octets before = be16(segment.source_port) + be16(segment.destination_port) +
                          be32(segment.sequence) + be32(segment.acknowledgement) + be8(offset << 4U) +
                          be8(segment.flags) + be16(64240);
    const Octets after = be16(0) + segment.options + segment.payload;
    const Octets unsummed = before + be16(0) + after;
    const std::uint16_t sum = checksum(pseudo_header(path, kTcp, unsummed.size()) + unsummed);
    return ip_frame(path, kTcp, before + be16(sum) + after);
}

Octets udp_frame(const Path& path, std::uint16_t source_port, std::uint16_t destination_port,
                 const Octets& payload) {
    constexpr std::uint8_t kUdp = 17;
    const Octets before = be16(source_port) + be16(destination_port) + be16(8 + payload.size());
    const Octets unsummed = before + be16(0) + payload;
    const std::uint16_t sum = checksum(pseudo_header(path, kUdp, unsummed.size()) + unsummed);
    // RFC 768: a sum of zero is sent as all ones, zero means "none".
    return ip_frame(path, kUdp, before + be16(sum == 0 ? 0xffff : sum) + payload);
}

Octets echo_frame(const Path& path, bool request, std::uint16_t identifier, std::uint16_t sequence) {
    const bool v4 = path.source.is_v4();
    const int type = v4 ? (request ? 8 : 0) : (request ? 128 : 129);
    Octets data;
    for (std::uint64_t i = 0; i < 32; ++i)
        data += be8(0x61 + i % 23);  // as Windows fills it
    return icmp_frame(path, static_cast<std::uint8_t>(type), 0, be16(identifier) + be16(sequence) + data);
}

Octets port_unreachable_frame(const Path& path, const Octets& offending) {
    const std::size_t skip = kEthernetHeader + (path.vlan != 0 ? kVlanTag : 0);
    const bool v4 = path.source.is_v4();
    // RFC 792 quotes the header and eight bytes; hosts send more, never beyond the minimum MTU.
    const Octets quoted = offending.substr(skip, v4 ? 28 : 48);
    return icmp_frame(path, v4 ? 3 : 1, v4 ? 3 : 4, be32(0) + quoted);
}

Octets arp_frame(const Address& asker, const Address& wanted, bool reply) {
    const Octets header = be16(1) + be16(0x0800) + be8(6) + be8(4) + be16(reply ? 2 : 1);
    const Octets everyone(6, '\xff');
    const Octets nobody(6, '\0');
    const Address& from = reply ? wanted : asker;
    const Address& to = reply ? asker : wanted;
    const Octets body =
        header + mac_of(from) + be32(from.v4()) + (reply ? mac_of(to) : nobody) + be32(to.v4());
    return (reply ? mac_of(to) : everyone) + mac_of(from) + be16(0x0806) + body + Octets(18, '\0');
}

}  // namespace portolan::lab
