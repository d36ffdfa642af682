// What makes packets one flow: both endpoints in order, protocol and VLAN. 40 bytes without padding, so that
// one memcmp compares and five words hash.
#pragma once

#include "appliance/base/address.hpp"
#include "probes/passive/packet.hpp"

#include <cstdint>

namespace portolan::passive {

struct FlowKey {
    Address low;  // the endpoint that orders first, address before port
    Address high;
    std::uint16_t low_port = 0;   // of ICMP: the type family, see icmp_family()
    std::uint16_t high_port = 0;  // of ICMP: the identifier
    std::uint16_t vlan = 0;
    std::uint8_t ip_protocol = 0;
    std::uint8_t padding = 0;
    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

struct DirectedKey {
    FlowKey key;
    bool from_high = false;  // the packet's source is the higher endpoint
};

DirectedKey flow_key(const Packet& packet);

// Keyed hash: the seed is drawn at each start, so that a hostile capture can't aim at one bucket.
std::uint64_t flow_hash(const FlowKey& key, std::uint64_t seed);

}  // namespace portolan::passive
