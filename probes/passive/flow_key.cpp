#include "probes/passive/flow_key.hpp"

#include "appliance/base/icmp_names.hpp"

#include <cstring>
#include <utility>

namespace portolan::passive {
namespace {

__extension__ using Product = unsigned __int128;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace

DirectedKey flow_key(const Packet& packet) {
    DirectedKey out;
    out.key.vlan = packet.vlan;
    out.key.ip_protocol = packet.ip_protocol;
    IcmpFamily family;
    if (packet.is_icmp()) family = icmp_family(packet.ip_protocol == kIcmpV6, packet.icmp_type);
    if (packet.source ==
        packet.destination) {  // to itself: only the ports, or question and reply, tell direction
        out.from_high = packet.is_icmp() ? family.reply : packet.source_port > packet.destination_port;
    } else {
        out.from_high = packet.source > packet.destination;
    }
    out.key.low = out.from_high ? packet.destination : packet.source;
    out.key.high = out.from_high ? packet.source : packet.destination;
    out.key.low_port = out.from_high ? packet.destination_port : packet.source_port;
    out.key.high_port = out.from_high ? packet.source_port : packet.destination_port;
    if (packet.is_icmp()) {
        out.key.low_port = family.type;
        out.key.high_port = family.has_id ? packet.icmp_id : 0;
    }
    return out;
}

std::uint64_t flow_hash(const FlowKey& key, std::uint64_t seed) {
    static_assert(sizeof(FlowKey) == 40);
    const std::uint64_t tail = static_cast<std::uint64_t>(key.low_port) << 48U |
                               static_cast<std::uint64_t>(key.high_port) << 32U |
                               static_cast<std::uint64_t>(key.vlan) << 16U | key.ip_protocol;
    // The seed stands in both factors of the first product: otherwise a known zero factor would cancel it.
    std::uint64_t hash = mix(key.low.low() ^ seed, key.high.low() ^ (seed * 0x9e3779b97f4a7c15ULL | 1U));
    hash = mix(hash ^ tail, 0xd6e8feb86659fd93ULL ^ key.low.high());
    return mix(hash ^ key.high.high(), 0xa0761d6478bd642fULL ^ seed);
}

}  // namespace portolan::passive
