#include "probes/passive/link_layer.hpp"

#include "probes/passive/byte_order.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr std::uint32_t kLinkNull = 0;
constexpr std::uint32_t kLinkEthernet = 1;
constexpr std::uint32_t kLinkRawA = 12;  // DLT_RAW of most systems, written by old tools as it is
constexpr std::uint32_t kLinkRawB = 14;  // DLT_RAW of OpenBSD
constexpr std::uint32_t kLinkRaw = 101;
constexpr std::uint32_t kLinkLoop = 108;
constexpr std::uint32_t kLinkCooked = 113;
constexpr std::uint32_t kLinkIpv4 = 228;
constexpr std::uint32_t kLinkIpv6 = 229;
constexpr std::uint32_t kLinkCooked2 = 276;

constexpr int kMostTags = 4;  // QinQ is two; more is a loop or an attack
constexpr std::uint16_t kDot1Q = 0x8100;
constexpr std::uint16_t kDot1Ad = 0x88a8;
constexpr std::uint16_t kOldQinQ = 0x9100;
constexpr std::uint16_t kArphrdEthernet = 1;

bool is_tag(std::uint16_t ether_type) {
    return ether_type == kDot1Q || ether_type == kDot1Ad || ether_type == kOldQinQ;
}

std::optional<LinkFrame> odd(Oddities& oddities, Oddity what) {
    oddities.add(what);
    return std::nullopt;
}

// `frame.network` begins after the Ethernet type.
std::optional<LinkFrame> after_ether_type(LinkFrame frame, Oddities& oddities) {
    for (int tags = 0; is_tag(frame.ether_type); ++tags) {
        if (tags == kMostTags) return odd(oddities, Oddity::vlan_stack);
        if (frame.network.size() < 4) return odd(oddities, Oddity::truncated_header);
        if (tags == 0) frame.vlan = load16(frame.network, 0) & 0x0fffU;
        frame.ether_type = load16(frame.network, 2);
        frame.network = frame.network.subspan(4);
    }
    if (frame.ether_type == kEtherIpv4 || frame.ether_type == kEtherIpv6) return frame;
    oddities.add_ether_type(frame.ether_type);
    return std::nullopt;
}

void take_mac(LinkFrame& frame, Bytes bytes) {
    std::copy_n(bytes.begin(), frame.source_mac.size(), frame.source_mac.begin());
    frame.has_mac = true;
}

std::optional<LinkFrame> ethernet(Bytes bytes, Oddities& oddities) {
    if (bytes.size() < 14) return odd(oddities, Oddity::truncated_header);
    LinkFrame frame;
    take_mac(frame, bytes.subspan(6, 6));
    frame.ether_type = load16(bytes, 12);
    frame.network = bytes.subspan(14);
    return after_ether_type(frame, oddities);
}

struct CookedLayout {
    std::size_t size;
    std::size_t protocol;
    std::size_t hardware;  // ARPHRD_ type, 16 bits
    std::size_t address_length;
    std::size_t address_length_bytes;
    std::size_t address;
};
constexpr CookedLayout kCooked = {16, 14, 2, 4, 2, 6};
constexpr CookedLayout kCooked2 = {20, 0, 8, 11, 1, 12};

std::optional<LinkFrame> cooked(Bytes bytes, const CookedLayout& layout, Oddities& oddities) {
    if (bytes.size() < layout.size) return odd(oddities, Oddity::truncated_header);
    LinkFrame frame;
    const unsigned length = layout.address_length_bytes == 2 ? load16(bytes, layout.address_length)
                                                             : load8(bytes, layout.address_length);
    if (load16(bytes, layout.hardware) == kArphrdEthernet && length == 6)
        take_mac(frame, bytes.subspan(layout.address, 6));
    frame.ether_type = load16(bytes, layout.protocol);
    frame.network = bytes.subspan(layout.size);
    return after_ether_type(frame, oddities);
}

// The version tells the family; what is neither is left to the decoder to name.
std::optional<LinkFrame> raw(Bytes bytes, Oddities& oddities) {
    if (bytes.empty()) return odd(oddities, Oddity::truncated_header);
    LinkFrame frame;
    frame.network = bytes;
    frame.ether_type = load8(bytes, 0) >> 4U == 6 ? kEtherIpv6 : kEtherIpv4;
    return frame;
}

// The address family is in the byte order of the machine that wrote it, and each BSD numbers IPv6 its own
// way: the version nibble says the same with less guessing. What is no IP family is counted by its number.
std::optional<LinkFrame> loopback(Bytes bytes, Oddities& oddities) {
    if (bytes.size() < 4) return odd(oddities, Oddity::truncated_header);
    const std::uint32_t big = load32(bytes, 0);
    const std::uint32_t family = big > 0xffff ? load32(bytes, 0, std::endian::little) : big;
    const bool ip = family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
    if (ip) return raw(bytes.subspan(4), oddities);
    oddities.add_ether_type(0);
    return std::nullopt;
}

}  // namespace

std::optional<LinkFrame> strip_link(const CapturedPacket& captured, Oddities& oddities) {
    switch (captured.link_type) {
        case kLinkEthernet:
            return ethernet(captured.bytes, oddities);
        case kLinkCooked:
            return cooked(captured.bytes, kCooked, oddities);
        case kLinkCooked2:
            return cooked(captured.bytes, kCooked2, oddities);
        case kLinkNull:
        case kLinkLoop:
            return loopback(captured.bytes, oddities);
        case kLinkRawA:
        case kLinkRawB:
        case kLinkRaw:
        case kLinkIpv4:
        case kLinkIpv6:
            return raw(captured.bytes, oddities);
        default:
            oddities.add_link_type(captured.link_type);
            return std::nullopt;
    }
}

}  // namespace portolan::passive
