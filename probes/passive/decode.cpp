#include "probes/passive/decode.hpp"

#include "probes/passive/byte_order.hpp"
#include "probes/passive/link_layer.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr int kMostExtensions = 8;  // RFC 8200 section 4.1 knows seven, each once

constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragmentHeader = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kDestinationOptions = 60;
constexpr std::uint8_t kMobility = 135;

enum class Depth : bool { quoted, whole };

bool is_extension(std::uint8_t next) {
    return next == kHopByHop || next == kRouting || next == kFragmentHeader || next == kAuthentication ||
           next == kDestinationOptions || next == kMobility;
}

bool odd(Oddities& oddities, Oddity what) {
    oddities.add(what);
    return false;
}

// RFC 1071; true for a right sum and for the zero of an offloading card.
bool checksum_fits(Bytes header) {
    if (load16(header, 10) == 0) return true;
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < header.size(); at += 2)
        sum += load16(header, at);
    sum = (sum & 0xffffU) + (sum >> 16U);
    return ((sum + (sum >> 16U)) & 0xffffU) == 0xffff;
}

// Cuts link padding off; the rest of `network` is as long as the IP length says, or as was captured.
Bytes cut_to_length(Bytes network, std::uint32_t claimed, std::uint32_t wire, Packet& packet,
                    Oddities& oddities) {
    // Zero is what a card's segmentation offload leaves in packets over 64 KiB.
    if (claimed > wire) oddities.add(Oddity::ip_length_beyond_frame);
    packet.ip_length = claimed == 0 ? wire : std::min(claimed, wire);
    return network.first(std::min<std::size_t>(network.size(), packet.ip_length));
}

struct Transport {
    Bytes bytes;               // captured
    std::uint32_t length = 0;  // on the wire
};

bool tcp(const Transport& in, Packet& packet, Oddities& oddities) {
    constexpr std::size_t kNeeded = 14;  // up to the flags
    if (in.bytes.size() < kNeeded) return odd(oddities, Oddity::truncated_header);
    packet.sequence = load32(in.bytes, 4);
    packet.tcp_flags = load8(in.bytes, 13);
    const std::uint32_t header = (load8(in.bytes, 12) >> 4U) * 4U;
    if (header < 20 || header > in.length) return odd(oddities, Oddity::truncated_header);
    packet.payload_length = in.length - header;
    packet.payload = in.bytes.subspan(std::min<std::size_t>(header, in.bytes.size()));
    return true;
}

bool udp(const Transport& in, Packet& packet, Oddities& oddities) {
    if (in.bytes.size() < 8) return odd(oddities, Oddity::truncated_header);
    const std::uint32_t claimed = load16(in.bytes, 4);
    const std::uint32_t length = claimed < 8 ? in.length : std::min(claimed, in.length);
    packet.payload_length = length - 8;
    packet.payload = in.bytes.subspan(8, std::min<std::size_t>(in.bytes.size(), length) - 8);
    return true;
}

bool icmp(const Transport& in, Packet& packet, Oddities& oddities) {
    if (in.bytes.size() < 8) return odd(oddities, Oddity::truncated_header);
    packet.icmp_type = load8(in.bytes, 0);
    packet.icmp_id = load16(in.bytes, 4);
    packet.payload = in.bytes.subspan(8);
    packet.payload_length = in.length - 8;
    const bool neighbours =
        packet.ip_protocol == kIcmpV6 && packet.icmp_type >= 133 && packet.icmp_type <= 136;
    return !neighbours || odd(oddities, Oddity::neighbour_discovery);
}

bool transport(const Transport& in, Packet& packet, Depth depth, Oddities& oddities) {
    packet.payload_length = in.length;
    packet.payload = in.bytes;
    if (packet.fragment == Fragment::later) return true;
    const bool ports = packet.ip_protocol == kTcp || packet.ip_protocol == kUdp;
    if (ports && in.bytes.size() < 4) return odd(oddities, Oddity::truncated_header);
    if (ports) {
        packet.source_port = load16(in.bytes, 0);
        packet.destination_port = load16(in.bytes, 2);
        if (depth == Depth::quoted) return true;
    }
    if (packet.ip_protocol == kTcp) return tcp(in, packet, oddities);
    if (packet.ip_protocol == kUdp) return udp(in, packet, oddities);
    return !packet.is_icmp() || icmp(in, packet, oddities);
}

bool ipv4(Bytes network, std::uint32_t wire, Packet& packet, Depth depth, Oddities& oddities) {
    if (network.size() < 20) return odd(oddities, Oddity::truncated_header);
    const std::size_t header = std::size_t{load8(network, 0) & 0x0fU} * 4;
    const std::uint32_t total = load16(network, 2);
    if (load8(network, 0) >> 4U != 4 || header < 20 || (total != 0 && total < header))
        return odd(oddities, Oddity::bad_ip_version);
    if (network.size() < header) return odd(oddities, Oddity::truncated_header);
    if (depth == Depth::whole && !checksum_fits(network.first(header)))
        oddities.add(Oddity::bad_ipv4_checksum);
    network = cut_to_length(network, total, wire, packet, oddities);
    packet.ip_protocol = load8(network, 9);
    packet.source = Address::from_v4(load32(network, 12));
    packet.destination = Address::from_v4(load32(network, 16));
    const std::uint16_t fragment = load16(network, 6);
    if ((fragment & 0x3fffU) != 0) {  // more fragments, or an offset
        packet.fragment = (fragment & 0x1fffU) != 0 ? Fragment::later : Fragment::first;
        packet.fragment_id = load16(network, 4);
    }
    const std::uint32_t length = packet.ip_length - static_cast<std::uint32_t>(header);
    return transport({network.subspan(header), length}, packet, depth, oddities);
}

void fragment_header(Bytes header, Packet& packet) {
    const std::uint16_t field = load16(header, 2);
    if ((field & 0xfff9U) == 0) return;  // an atomic fragment (RFC 6946) is a whole packet
    packet.fragment = (field & 0xfff8U) != 0 ? Fragment::later : Fragment::first;
    packet.fragment_id = load32(header, 4);
}

bool ipv6(Bytes network, std::uint32_t wire, Packet& packet, Depth depth, Oddities& oddities) {
    constexpr std::uint32_t kHeader = 40;
    if (network.size() < kHeader) return odd(oddities, Oddity::truncated_header);
    if (load8(network, 0) >> 4U != 6) return odd(oddities, Oddity::bad_ip_version);
    const std::uint32_t claimed = load16(network, 4);
    network = cut_to_length(network, claimed == 0 ? 0 : claimed + kHeader, wire, packet, oddities);
    packet.source = Address::from_words(load64(network, 8), load64(network, 16));
    packet.destination = Address::from_words(load64(network, 24), load64(network, 32));
    packet.ip_protocol = load8(network, 6);
    std::size_t at = kHeader;
    for (int extensions = 0; is_extension(packet.ip_protocol); ++extensions) {
        if (extensions == kMostExtensions) return odd(oddities, Oddity::ipv6_header_chain);
        if (network.size() < at + 8) return odd(oddities, Oddity::truncated_header);
        const std::uint8_t kind = packet.ip_protocol;
        const std::size_t units = load8(network, at + 1);
        packet.ip_protocol = load8(network, at);
        if (kind == kFragmentHeader) fragment_header(network.subspan(at, 8), packet);
        at += kind == kFragmentHeader ? 8 : kind == kAuthentication ? (units + 2) * 4 : (units + 1) * 8;
        if (packet.fragment == Fragment::later) break;
    }
    if (network.size() < at) return odd(oddities, Oddity::truncated_header);
    const std::uint32_t length = packet.ip_length - static_cast<std::uint32_t>(at);
    return transport({network.subspan(at), length}, packet, depth, oddities);
}

}  // namespace

bool decode(const CapturedPacket& captured, Packet& packet, Oddities& oddities) {
    if (!captured.timed) oddities.add(Oddity::untimed_packet);
    const std::optional<LinkFrame> frame = strip_link(captured, oddities);
    if (!frame) return false;
    packet = Packet{};
    packet.time = captured.time;
    packet.vlan = frame->vlan;
    packet.has_mac = frame->has_mac;
    packet.source_mac = frame->source_mac;
    const std::size_t link = captured.bytes.size() - frame->network.size();
    const std::uint32_t wire =
        std::max<std::uint32_t>(captured.wire_length, static_cast<std::uint32_t>(captured.bytes.size()));
    const std::uint32_t network_wire = wire - static_cast<std::uint32_t>(link);
    if (frame->ether_type == kEtherIpv4)
        return ipv4(frame->network, network_wire, packet, Depth::whole, oddities);
    return ipv6(frame->network, network_wire, packet, Depth::whole, oddities);
}

std::optional<Packet> decode_quoted(Bytes bytes) {
    constexpr std::uint32_t kAnyLength = 0xffff'ffff;  // the quote is shorter than the packet it quotes
    if (bytes.empty()) return std::nullopt;
    Oddities ignored;
    Packet packet;
    const bool v6 = load8(bytes, 0) >> 4U == 6;
    const bool ok = v6 ? ipv6(bytes, kAnyLength, packet, Depth::quoted, ignored)
                       : ipv4(bytes, kAnyLength, packet, Depth::quoted, ignored);
    if (!ok) return std::nullopt;
    return packet;
}

}  // namespace portolan::passive
