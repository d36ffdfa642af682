// Transport protocols and ports, with the words used in profiles, sites, tables and JSON.
#pragma once

#include "appliance/base/result.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan {

// IANA protocol numbers. ICMP and ICMPv6 are one protocol to the documents ("ICMP"); `icmp` stands for both.
enum class Protocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, other = 255 };

std::optional<Protocol> parse_protocol(std::string_view word);  // "tcp", "udp", "icmp"
std::string_view protocol_name(Protocol protocol);              // "other" for the rest

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    [[nodiscard]] bool contains(std::uint16_t port) const { return first <= port && port <= last; }
    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const PortRange&, const PortRange&) = default;
};

// "443" or "10000-20000"; 1 to 65535, no leading zeros.
Result<PortRange> parse_port_range(std::string_view text);

// "443", "10000-20000", or with its protocol "tcp/44301".
struct TransportPort {
    std::optional<Protocol> protocol;
    PortRange ports;
    friend auto operator<=>(const TransportPort&, const TransportPort&) = default;
};
Result<TransportPort> parse_transport_port(std::string_view text);

}  // namespace portolan
