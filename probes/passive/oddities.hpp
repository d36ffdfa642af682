// Odd or skipped things, counted by name instead of logged: a report that hides them lies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace portolan::passive {

enum class Oddity : std::uint8_t {
    unknown_link_type,
    truncated_header,   // the capture or the frame ends inside a header that we need
    bad_ip_version,     // an IP header that says another version, or an impossible header length
    bad_ipv4_checksum,  // used all the same: see decode.hpp
    ip_length_beyond_frame,
    ip_fragment,          // second and later fragments: counted for the flow, their payload is not looked at
    ipv6_header_chain,    // more extension headers than we follow
    neighbour_discovery,  // ICMPv6 types 133-136: the ARP of IPv6
    vlan_stack,           // more tags than we follow
    untimed_packet,       // pcapng simple packet: it carries no time
    flow_table_full,
    name_table_full,
    reassembly_pool_full,
    dns_answer_without_query,
    flow_evicted,         // live: the table was full and the flow was the idlest of those looked at
    flow_update_dropped,  // live: more flows ended between two polls than are kept
    count_
};

class Oddities {
public:
    void add(Oddity oddity) { ++counts_[static_cast<std::size_t>(oddity)]; }
    // A frame that carries no IP, by its Ethernet type; 802.3 lengths (below 1536) are LLC.
    void add_ether_type(std::uint16_t ether_type) { ++ether_types_[ether_type < 1536 ? kLlc : ether_type]; }
    void add_link_type(std::uint32_t link_type);
    // By name, without zeros; Ethernet types beyond the first 32 unnamed ones are summed up.
    [[nodiscard]] std::map<std::string, std::uint64_t> by_name() const;

private:
    static constexpr std::uint16_t kLlc = 0;
    std::array<std::uint64_t, static_cast<std::size_t>(Oddity::count_)> counts_{};
    std::map<std::uint16_t, std::uint64_t> ether_types_;
    std::map<std::uint32_t, std::uint64_t> link_types_;
};

}  // namespace portolan::passive
