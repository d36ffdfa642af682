// Takes the link header off a captured frame: Ethernet with 802.1Q and QinQ tags, Linux cooked capture v1 and
// v2, BSD loopback, raw IP. Link types as in the registry of LINKTYPE_ numbers.
#pragma once

#include "probes/passive/capture_reader.hpp"
#include "probes/passive/oddities.hpp"
#include "probes/passive/packet.hpp"

#include <optional>

namespace portolan::passive {

constexpr std::uint16_t kEtherIpv4 = 0x0800;
constexpr std::uint16_t kEtherIpv6 = 0x86dd;

struct LinkFrame {
    Bytes network;                 // from the network header on
    std::uint16_t ether_type = 0;  // kEtherIpv4 or kEtherIpv6
    std::uint16_t vlan = 0;        // outermost id; a priority tag's 0 is untagged
    bool has_mac = false;
    MacAddress source_mac{};
};

// Nothing where the frame carries no IP, or less of it than a link header; that is counted.
std::optional<LinkFrame> strip_link(const CapturedPacket& captured, Oddities& oddities);

}  // namespace portolan::passive
