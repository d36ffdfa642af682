#include "tests/kernel/packets.hpp"

#include <algorithm>

namespace portolan::kernel {
namespace {

using lab::be16;
using lab::be32;
using lab::be8;

Octets address_bytes(const Address& address) {
    if (address.is_v4()) return be32(address.v4());
    Octets out;
    for (const std::byte each : address.bytes())
        out.push_back(static_cast<char>(each));
    return out;
}

void put16(Octets& bytes, std::size_t at, std::uint16_t value) {
    bytes.replace(at, 2, be16(value));
}

// Over the pseudo header of RFC 793 or RFC 8200 section 8.1.
std::uint16_t transport_checksum(const Ends& ends, std::uint8_t protocol, const Octets& bytes) {
    const Octets addresses = address_bytes(ends.from) + address_bytes(ends.to);
    if (ends.v6()) return checksum(addresses + be32(bytes.size()) + be32(protocol) + bytes);
    return checksum(addresses + be16(protocol) + be16(bytes.size()) + bytes);
}

}  // namespace

std::uint16_t checksum(std::string_view bytes) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const std::uint32_t byte = static_cast<unsigned char>(bytes[at]);
        sum += at % 2 == 0 ? byte << 8U : byte;
    }
    while (sum > 0xffff)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum);
}

Octets tcp_bytes(const Ends& ends, const Tcp& tcp, const Octets& payload) {
    Octets out = be16(tcp.source) + be16(tcp.destination) + be32(tcp.sequence) + be32(tcp.acknowledgement) +
                 be8(0x50) + be8(tcp.flags) + be16(64240) + be16(0) + be16(0) + payload;
    put16(out, 16, transport_checksum(ends, kTcp, out));
    return out;
}

Octets udp_bytes(const Ends& ends, std::uint16_t source, std::uint16_t destination, const Octets& payload) {
    Octets out = be16(source) + be16(destination) + be16(8 + payload.size()) + be16(0) + payload;
    const std::uint16_t sum = transport_checksum(ends, kUdp, out);
    put16(out, 6, sum == 0 ? 0xffff : sum);
    return out;
}

Octets icmp_bytes(const Ends& ends, std::uint8_t type, std::uint8_t code, std::uint32_t rest,
                  const Octets& payload) {
    Octets out = be8(type) + be8(code) + be16(0) + be32(rest) + payload;
    put16(out, 2, ends.v6() ? transport_checksum(ends, kIcmp6, out) : checksum(out));
    return out;
}

Octets ip_packet(const Ends& ends, std::uint8_t protocol, const Octets& payload, const IpOptions& options) {
    const Octets addresses = address_bytes(ends.from) + address_bytes(ends.to);
    if (ends.v6())
        return be32(0x60000000) + be16(payload.size()) + be8(protocol) + be8(options.hop_limit) + addresses +
               payload;
    Octets out = be8(0x45) + be8(0) + be16(20 + payload.size()) + be16(options.identification) +
                 be16(options.fragment) + be8(options.hop_limit) + be8(protocol) + be16(0) + addresses;
    mend_header(out);
    return out + payload;
}

void mend_header(Octets& packet) {
    const std::size_t size = (static_cast<unsigned char>(packet[0]) & 0x0fU) * 4U;
    put16(packet, 10, 0);
    put16(packet, 10, checksum(std::string_view(packet).substr(0, std::min(size, packet.size()))));
}

Octets without_hop(Octets packet) {
    if (packet.size() < 20) return packet;
    const bool v6 = (static_cast<unsigned char>(packet[0]) >> 4U) == 6;
    packet[v6 ? 7 : 8] = 0;
    if (!v6) put16(packet, 10, 0);
    return packet;
}

}  // namespace portolan::kernel
