// Sets of services: TCP and UDP ports, ICMP types of both families, and all other protocols together.
#pragma once

#include "policy/ruleset/decide.hpp"

#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

class ServiceSet {
public:
    void add(const ruleset::Service& service);
    void add_icmp(bool v6, std::uint8_t type);
    void add_other() { other_ = true; }
    void unite(const ServiceSet& more);
    [[nodiscard]] ServiceSet intersected(const ServiceSet& other) const;

    // True where it holds something that a packet of the family can be.
    [[nodiscard]] bool speaks_of(bool v6) const;
    // `attempt.icmp` is a type by name.
    [[nodiscard]] bool contains(const ruleset::Attempt& attempt) const;
    // One service of the family, for a witness: TCP before UDP before an ICMP type that begins something.
    // Its ends and names are empty; `icmp_type` is the number.
    struct Sample {
        Protocol protocol = Protocol::other;
        std::uint16_t port = 0;
        std::uint8_t icmp_type = 0;
    };
    [[nodiscard]] Sample sample(bool v6) const;
    // "tcp/443", "tcp but 22", "udp", "icmp/echo-request", "other protocols"; "any" where it is everything.
    [[nodiscard]] std::vector<std::string> words(bool v6) const;

private:
    std::bitset<65536> tcp_;
    std::bitset<65536> udp_;
    std::bitset<256> icmp_[2];
    bool other_ = false;
};

}  // namespace portolan::policy
