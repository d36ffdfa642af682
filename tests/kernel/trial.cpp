#include "tests/kernel/trial.hpp"

#include <fmt/format.h>

namespace portolan::kernel {
namespace {

constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kAck = 0x10;
constexpr std::uint8_t kEchoRequest = 8;

Octets tag(const Trial& trial) {
    return "PTLN" + lab::be32(trial.flow) + lab::be8(static_cast<std::uint8_t>(trial.kind));
}

std::uint32_t first_sequence(const Trial& trial) {
    return 0x10000000U + static_cast<std::uint32_t>(trial.flow) * 4096U;
}

Tcp tcp_of(const Trial& trial) {
    const std::uint32_t here = first_sequence(trial);
    const std::uint32_t there = here + 0x40000000U;
    switch (trial.kind) {
        case Trial::Kind::reply:
            if (trial.answered) return {trial.port, trial.source, there + 1, here + 1, kAck};
            return {trial.port, trial.source, there, here + 1, kSyn | kAck};
        case Trial::Kind::further:
            if (!trial.answered) return {trial.source, trial.port, here, 0, kSyn};
            return {trial.source, trial.port, here + 1, there + 1, kAck};
        case Trial::Kind::stray:
            return {trial.source, trial.port, here, there, kSyn | kAck};
        default:
            return {trial.source, trial.port, here, 0, kSyn};
    }
}

// A reply's type is one more than its request's (RFC 792, 950, 4443, 4620), but for the echo's of IPv4.
Octets echo(const Trial& trial, const Ends& ends) {
    auto type = static_cast<std::uint8_t>(trial.port);
    if (trial.kind == Trial::Kind::reply) type = type == kEchoRequest ? 0 : type + 1;
    const auto sequence = trial.kind == Trial::Kind::further ? 2U : 1U;
    return icmp_bytes(ends, type, 0, (std::uint32_t(trial.source) << 16U) | sequence, tag(trial));
}

Octets transport(const Trial& trial) {
    const Ends ends = trial.packet_ends();
    const bool back = trial.kind == Trial::Kind::reply;
    if (trial.protocol == kTcp) return tcp_bytes(ends, tcp_of(trial));
    if (trial.protocol == kUdp)
        return udp_bytes(ends, back ? trial.port : trial.source, back ? trial.source : trial.port,
                         tag(trial));
    if (trial.is_icmp()) return echo(trial, ends);
    return Octets(2, '\0') + lab::be16(0x0800) + tag(trial);  // GRE without options; to others just bytes
}

IpOptions options_of(const Trial& trial) {
    return {64, static_cast<std::uint16_t>(trial.flow * 2 + 1), 0};
}

Octets error_about(const Trial& trial) {
    Trial quoted = trial;
    quoted.kind = trial.kind == Trial::Kind::error ? Trial::Kind::first : Trial::Kind::reply;
    const Ends ends = trial.packet_ends();
    const bool v6 = ends.v6();
    return icmp_bytes(ends, v6 ? 1 : 3, v6 ? 3 : 1, 0, packet_of(quoted));
}

std::string_view kind_text(Trial::Kind kind) {
    switch (kind) {
        case Trial::Kind::first:
            return "first";
        case Trial::Kind::reply:
            return "reply to";
        case Trial::Kind::further:
            return "further of";
        case Trial::Kind::error:
            return "error about";
        case Trial::Kind::error_back:
            return "error about the reply to";
        case Trial::Kind::stray:
            break;
    }
    return "stray SYN+ACK";
}

}  // namespace

Ends Trial::packet_ends() const {
    switch (kind) {
        case Kind::reply:
            return ends.reversed();
        case Kind::error:
            return {router, ends.from};
        case Kind::error_back:
            return {router, ends.to};
        default:
            return ends;
    }
}

std::string Trial::text() const {
    std::string out =
        fmt::format("{} #{}: {} {} -> {}", kind_text(kind), flow, protocol, ends.from.text(), ends.to.text());
    out += has_ports() ? fmt::format(" {} -> {}", source, port)
           : is_icmp() ? fmt::format(" type {}", port)
                       : "";
    if (kind == Kind::error || kind == Kind::error_back) out += " from router " + router.text();
    return out + (ingress.empty() ? " out of the box" : " at " + ingress);
}

Octets packet_of(const Trial& trial) {
    const Ends ends = trial.packet_ends();
    if (trial.kind == Trial::Kind::error || trial.kind == Trial::Kind::error_back)
        return ip_packet(ends, ends.v6() ? kIcmp6 : kIcmp, error_about(trial), options_of(trial));
    return ip_packet(ends, trial.protocol, transport(trial), options_of(trial));
}

bool is_same_transport(const Trial& trial, const Octets& got) {
    const auto masked = [&](Octets bytes) {
        const std::size_t sum = trial.protocol == kTcp ? 16 : 6;
        if (!trial.has_ports() || bytes.size() < sum + 2) return bytes;
        bytes.replace(2, 2, 2, '\0');
        bytes.replace(sum, 2, 2, '\0');
        return bytes;
    };
    const Octets packet = packet_of(trial);
    return masked(packet.substr(trial.packet_ends().v6() ? 40 : 20)) == masked(got);
}

}  // namespace portolan::kernel
