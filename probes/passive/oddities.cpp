#include "probes/passive/oddities.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace portolan::passive {
namespace {

constexpr std::size_t kMostUnnamed = 32;  // keeps a report readable when a file is noise

constexpr std::array<std::string_view, static_cast<std::size_t>(Oddity::count_)> kNames = {
    "unknown link type",
    "truncated header",
    "bad IP version or header length",
    "bad IPv4 header checksum",
    "IP length beyond the frame",
    "ip fragment",
    "long IPv6 header chain",
    "IPv6 neighbour discovery",
    "deep VLAN stack",
    "packet without time",
    "flow table full",
    "name table full",
    "reassembly pool full",
    "DNS answer without query",
    "flow evicted",
    "flow update dropped",
};

constexpr std::pair<std::uint16_t, std::string_view> kEtherTypes[] = {
    {0x0000, "llc"},           {0x0806, "arp"},          {0x0842, "wake on lan"},
    {0x2000, "cdp"},           {0x8035, "rarp"},         {0x80f3, "aarp"},
    {0x8137, "ipx"},           {0x8808, "flow control"}, {0x8809, "lacp"},
    {0x8847, "mpls"},          {0x8848, "mpls"},         {0x8863, "pppoe discovery"},
    {0x8864, "pppoe"},         {0x888e, "eapol"},        {0x8892, "profinet"},
    {0x88a4, "ethercat"},      {0x88b8, "goose"},        {0x88ba, "sampled values"},
    {0x88cc, "lldp"},          {0x88e3, "mrp"},          {0x88e5, "macsec"},
    {0x88f7, "ptp"},           {0x8902, "cfm"},          {0x893a, "ieee 1905"},
    {0x9000, "loopback test"},
};

std::string_view ether_type_name(std::uint16_t ether_type) {
    for (const auto& [number, name] : kEtherTypes)
        if (number == ether_type) return name;
    return {};
}

}  // namespace

void Oddities::add_link_type(std::uint32_t link_type) {
    const bool known = link_types_.contains(link_type);
    if (known || link_types_.size() < kMostUnnamed) {
        ++link_types_[link_type];
    } else {
        add(Oddity::unknown_link_type);
    }
}

std::map<std::string, std::uint64_t> Oddities::by_name() const {
    std::map<std::string, std::uint64_t> out;
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] > 0) out[std::string(kNames[i])] += counts_[i];
    for (const auto& [link_type, count] : link_types_)
        out[fmt::format("unknown link type {}", link_type)] += count;
    std::size_t unnamed = 0;
    for (const auto& [ether_type, count] : ether_types_) {
        const std::string_view name = ether_type_name(ether_type);
        if (!name.empty()) {
            out[std::string(name)] += count;
        } else if (unnamed++ < kMostUnnamed) {
            out[fmt::format("ethertype 0x{:04x}", ether_type)] += count;
        } else {
            out["other ethertypes"] += count;
        }
    }
    return out;
}

}  // namespace portolan::passive
