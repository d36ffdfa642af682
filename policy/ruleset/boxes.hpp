// The ruleset's rules as disjoint boxes, in two levels. A first packet that a rule speaks of by address lies
// in at most one box of its service and, where it lies in none, in at most one box of its pair of addresses,
// which holds what is said of every protocol and port. What lies in none is undocumented
// (decide_undocumented). Disjoint, so that overlapping intervals never decide; two levels, because "nobody
// may call in, on any port" would else be cut at each port that anything else speaks of.
#pragma once

#include "policy/ruleset/decide.hpp"

#include <string>
#include <vector>

namespace portolan::ruleset {

struct Box {
    AddressSet from;
    AddressSet to;
    Decision decision;
};

struct ServiceBoxes {
    Service service;  // tcp or udp
    std::vector<Box> boxes;
};

struct IcmpBoxes {
    bool v6 = false;
    std::uint8_t first_type = 0;
    std::uint8_t last_type = 0;
    std::vector<Box> boxes;
};

struct Boxes {
    std::vector<ServiceBoxes> services;  // sorted; neighbours differ
    std::vector<IcmpBoxes> icmp;
    std::vector<Box> pairs;  // every protocol and port
};
Boxes boxes_of(const Ruleset& ruleset);

// What a client's learned names for one address add: decisions that the boxes do not hold, one a port or
// ICMP type.
struct LearnedRow {
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;  // icmp: the type
    Decision decision;
};
// A named requirement may name this many ports in all; more would have to be an interval map, which is too
// slow to change at each DNS answer.
inline constexpr std::size_t kMostNamedPorts = 64;
std::vector<LearnedRow> learned_rows(const Ruleset& ruleset, const Address& client, const Address& address,
                                     const std::vector<std::string>& names);
// True where a rule speaks of the client and names this, or will within its hours.
bool names_anything(const Ruleset& ruleset, const Address& client, const std::string& name);

}  // namespace portolan::ruleset
