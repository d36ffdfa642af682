#include "tests/kernel/wild_packets.hpp"

namespace portolan::kernel {
namespace {

using lab::be16;
using lab::be32;
using lab::be8;

constexpr std::size_t kMostRecent = 200;
constexpr std::uint8_t kHops[] = {0, 1, 2, 64, 64, 64, 64, 64, 255};

}  // namespace

Ends WildPackets::ends() {
    for (;;) {
        const Ends out{addresses_[dice_.below(addresses_.size())],
                       addresses_[dice_.below(addresses_.size())]};
        if (out.from.is_v4() == out.to.is_v4()) return out;
    }
}

Octets WildPackets::tcp(const Ends& ends) {
    constexpr std::uint8_t kUsual[] = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x14};
    const auto wild = static_cast<std::uint8_t>(dice_.below(256));
    const std::uint8_t flags = one_in(4) ? wild : kUsual[dice_.below(7)];
    const auto near = [&] { return 1000U + static_cast<std::uint32_t>(dice_.below(4)); };
    Octets out = tcp_bytes(ends, {port(), port(), near(), near(), flags}, dice_.octets(dice_.below(30)));
    if (one_in(10)) out[12] = static_cast<char>(dice_.below(256));  // header length
    if (one_in(10)) out[16] = static_cast<char>(dice_.below(256));  // checksum
    if (one_in(20)) out.resize(dice_.below(20));
    return out;
}

Octets WildPackets::udp(const Ends& ends) {
    Octets out = udp_bytes(ends, port(), port(), dice_.octets(dice_.below(40)));
    if (one_in(8)) out.replace(6, 2, 2, '\0');                     // no checksum
    if (one_in(8)) out[6] = static_cast<char>(dice_.below(256));   // a wrong one
    if (one_in(10)) out[5] = static_cast<char>(dice_.below(256));  // length
    if (one_in(20)) out.resize(dice_.below(8));
    return out;
}

Octets WildPackets::quoted(const Ends& ends) {
    if (recent_.empty() || one_in(5)) return dice_.octets(dice_.below(60));
    Octets out = recent_[dice_.below(recent_.size())];
    if (one_in(3)) out = ip_packet(ends.reversed(), kUdp, udp_bytes(ends.reversed(), port(), port(), "q"));
    if (one_in(3)) out.resize(dice_.below(out.size() + 1));
    return out;
}

Octets WildPackets::icmp(const Ends& ends) {
    constexpr std::uint8_t kErrors4[] = {3, 4, 5, 11, 12};
    constexpr std::uint8_t kErrors6[] = {1, 2, 3, 4, 137};
    constexpr std::uint8_t kEcho4[] = {8, 0, 15, 17};  // not 13: its answer has the time in it
    constexpr std::uint8_t kEcho6[] = {128, 129, 135, 136};
    const bool is_error = one_in(2);
    std::uint8_t type = is_error ? (ends.v6() ? kErrors6 : kErrors4)[dice_.below(5)]
                                 : (ends.v6() ? kEcho6 : kEcho4)[dice_.below(4)];
    if (one_in(6)) type = static_cast<std::uint8_t>(20 + dice_.below(236));
    const auto code = static_cast<std::uint8_t>(one_in(4) ? dice_.below(256) : dice_.below(3));
    Octets out =
        icmp_bytes(ends, type, code, is_error ? 0 : static_cast<std::uint32_t>(dice_.below(3)) << 16U,
                   is_error ? quoted(ends) : dice_.octets(16));
    if (one_in(10)) out[2] = static_cast<char>(dice_.below(256));
    if (one_in(20)) out.resize(dice_.below(8));
    return out;
}

Octets WildPackets::transport(const Ends& ends, std::uint8_t& protocol) {
    switch (dice_.below(6)) {
        case 0:
        case 1:
            protocol = kTcp;
            return tcp(ends);
        case 2:
            protocol = kUdp;
            return udp(ends);
        case 3:
        case 4:
            protocol = ends.v6() ? kIcmp6 : kIcmp;
            return icmp(ends);
        default:
            protocol = static_cast<std::uint8_t>(dice_.below(256));
            return dice_.octets(dice_.below(60));
    }
}

// Hop-by-hop, routing, destination options and authentication headers (RFC 8200, 4302), in no order that
// matters, and with options that nobody knows.
Octets WildPackets::with_extensions(std::uint8_t& protocol, const Octets& payload) {
    constexpr std::uint8_t kHeaders[] = {0, 60, 43, 51, 60};
    Octets out = payload;
    for (auto i = dice_.below(3) + 1; i > 0; --i) {
        const std::uint8_t header = kHeaders[dice_.below(5)];
        Octets body = one_in(3) ? dice_.octets(6) : Octets("\x01\x04\0\0\0\0", 6);
        if (header == 43) body = Octets("\x04\0\0\0\0\0", 6);
        if (header == 51) body = be16(0) + be32(1) + be32(1);  // length: (4 + 2) - 2 words, below
        const bool is_authentication = header == 51;
        out = be8(protocol) + be8(is_authentication ? 1 : one_in(12) ? dice_.below(256) : 0) + body + out;
        protocol = header;
    }
    return out;
}

void WildPackets::make_fragment(Octets& packet, bool v6) {
    const auto offset = static_cast<std::uint16_t>(one_in(2) ? 0 : dice_.below(4));
    const bool more = !one_in(3);
    const auto size = 8 * (1 + dice_.below(4));
    const auto id = static_cast<std::uint16_t>(1 + dice_.below(3));
    if (v6) {
        const Octets header = be8(static_cast<unsigned char>(packet[6])) + be8(0) +
                              be16(static_cast<std::uint16_t>(offset << 3U) | (more ? 1U : 0U)) + be32(id);
        const Octets body = header + packet.substr(40, size);
        packet = packet.substr(0, 40) + body;
        packet[6] = 44;
        packet.replace(4, 2, be16(body.size()));
        return;
    }
    packet = packet.substr(0, 20 + size);
    packet.replace(2, 2, be16(packet.size()));
    packet.replace(4, 2, be16(id));
    packet.replace(6, 2, be16(offset | (more ? 0x2000U : 0U)));
}

// Header fields that a forwarder may stumble over.
void WildPackets::spoil(Octets& packet) {
    switch (dice_.below(4)) {
        case 0:  // options: record route, router alert, loose source route, nonsense
            packet.insert(20, one_in(2) ? Octets("\x94\x04\0\0", 4) : dice_.octets(4));
            packet[0] = 0x46;
            packet.replace(2, 2, be16(packet.size()));
            return;
        case 1:
            packet[3] = static_cast<char>(dice_.below(256));  // total length
            return;
        case 2:
            packet[0] = static_cast<char>(0x40U | dice_.below(16));  // header length
            return;
        default:
            packet[6] = static_cast<char>(dice_.below(256));  // flags and offset
    }
}

WildPackets::Wild WildPackets::next() {
    const Ends flow = ends();
    std::uint8_t protocol = 0;
    Octets payload = transport(flow, protocol);
    if (flow.v6() && one_in(3)) payload = with_extensions(protocol, payload);
    const auto id = static_cast<std::uint16_t>(1 + dice_.below(65'535));
    Octets packet = ip_packet(flow, protocol, payload, {kHops[dice_.below(9)], id, 0});
    if (one_in(5)) make_fragment(packet, flow.v6());
    if (!flow.v6() && one_in(10)) spoil(packet);
    if (!flow.v6()) mend_header(packet);
    if (!flow.v6() && one_in(50)) packet[10] = static_cast<char>(dice_.below(256));
    if (recent_.size() < kMostRecent) recent_.push_back(packet);
    recent_[dice_.below(recent_.size())] = packet;
    return {std::move(packet), flow.from};
}

}  // namespace portolan::kernel
