// Packets as networks really have them, right and wrong: flows that answer each other, TCP flags and header
// lengths that make no sense, wrong checksums, fragments that overlap or stand alone, ICMP errors that quote
// anything, IPv4 options, IPv6 extension headers, any protocol number, hop limits at their end.
#pragma once

#include "tests/kernel/packets.hpp"

#include <vector>

namespace portolan::kernel {

class WildPackets {
public:
    WildPackets(std::uint64_t seed, std::vector<Address> addresses)
        : dice_(seed), addresses_(std::move(addresses)) {}
    struct Wild {
        Octets packet;
        Address from;
    };
    Wild next();

private:
    Ends ends();
    Octets transport(const Ends& ends, std::uint8_t& protocol);
    Octets tcp(const Ends& ends);
    Octets udp(const Ends& ends);
    Octets icmp(const Ends& ends);
    Octets quoted(const Ends& ends);
    Octets with_extensions(std::uint8_t& protocol, const Octets& payload);
    void make_fragment(Octets& packet, bool v6);
    void spoil(Octets& packet);
    std::uint16_t port() { return static_cast<std::uint16_t>(kPorts[dice_.below(6)]); }
    bool one_in(std::uint64_t bound) { return dice_.below(bound) == 0; }

    static constexpr std::uint16_t kPorts[] = {53, 443, 5060, 40001, 40002, 0};
    lab::Dice dice_;
    std::vector<Address> addresses_;
    std::vector<Octets> recent_;  // to be quoted
};

}  // namespace portolan::kernel
