// One packet of a test, and everything that a ruleset is asked with: a program of trials is made from a
// ruleset and a seed alone, so a seed and an index say which packet it was.
#pragma once

#include "policy/ruleset/ruleset.hpp"
#include "tests/kernel/packets.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::kernel {

struct Trial {
    enum class Kind : std::uint8_t {
        first,       // of a connection attempt
        reply,       // to it
        further,     // in its direction again
        error,       // ICMP error about it, back to its sender
        error_back,  // ICMP error about its reply, to its receiver
        stray,       // TCP that begins nothing
    };
    Kind kind = Kind::first;
    std::size_t flow = 0;  // index of its first packet
    Ends ends;             // of the first packet, whatever the kind
    std::uint8_t protocol = kTcp;
    std::uint16_t source = 0;  // port, or identifier of an echo
    std::uint16_t port = 0;    // destination port, or ICMP type
    Address router;            // that sends the error
    std::string ingress;       // interface that it comes in at; empty = the box's own
    bool answered = false;     // TCP: a reply was seen, so the handshake is over

    [[nodiscard]] bool is_icmp() const { return protocol == kIcmp || protocol == kIcmp6; }
    [[nodiscard]] bool has_ports() const { return protocol == kTcp || protocol == kUdp; }
    [[nodiscard]] Ends packet_ends() const;  // of the packet itself
    [[nodiscard]] std::string text() const;
};

// What the packet on the wire is.
Octets packet_of(const Trial& trial);
// True where `got` is the transport header of a packet that the box kept, its port perhaps redirected.
bool is_same_transport(const Trial& trial, const Octets& got);

struct Learning {
    Address client;
    std::string name;
    std::vector<Address> addresses;
};

struct Phase {
    ruleset::Ruleset ruleset;
    std::vector<Learning> learnings;
    std::vector<Trial> trials;  // `flow` counts over all phases
};

}  // namespace portolan::kernel
