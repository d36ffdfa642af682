#include "appliance/base/transport.hpp"

#include "appliance/base/number.hpp"

#include <fmt/format.h>

namespace portolan {

std::optional<Protocol> parse_protocol(std::string_view word) {
    if (word == "tcp") return Protocol::tcp;
    if (word == "udp") return Protocol::udp;
    if (word == "icmp") return Protocol::icmp;
    return std::nullopt;
}

std::string_view protocol_name(Protocol protocol) {
    switch (protocol) {
        case Protocol::icmp:
            return "icmp";
        case Protocol::tcp:
            return "tcp";
        case Protocol::udp:
            return "udp";
        case Protocol::other:
            break;
    }
    return "other";
}

std::string PortRange::text() const {
    return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

Result<PortRange> parse_port_range(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parse_decimal(text.substr(0, dash), 65535);
    const auto last = dash == std::string_view::npos ? first : parse_decimal(text.substr(dash + 1), 65535);
    if (!first || !last || *first == 0 || *last < *first)
        return fail(ErrorCode::bad_input, fmt::format("'{}' is not a port or port range", text.substr(0, 64)),
                    {}, "write a number from 1 to 65535, or LOW-HIGH, without leading zeros");
    return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

Result<TransportPort> parse_transport_port(std::string_view text) {
    const std::size_t slash = text.find('/');
    const PortRange ports =
        TRY(parse_port_range(slash == std::string_view::npos ? text : text.substr(slash + 1)));
    if (slash == std::string_view::npos) return TransportPort{std::nullopt, ports};
    const auto protocol = parse_protocol(text.substr(0, slash));
    if (!protocol || *protocol == Protocol::icmp)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}' does not start with tcp/ or udp/", text.substr(0, 64)), {},
                    "write tcp/443 or udp/5060");
    return TransportPort{protocol, ports};
}

}  // namespace portolan
