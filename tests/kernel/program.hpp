// Makes the trials that hold a ruleset against the kernel: for every decision of the ruleset packets that it
// is for, and beside each its near misses; then replies, further packets and ICMP errors.
#pragma once

#include "tests/kernel/model.hpp"
#include "tests/kernel/place.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace portolan::kernel {

struct ProgramStyle {
    std::uint64_t seed = 0;
    std::size_t trials = 600;  // of each phase, about
    int learnings = 40;        // of each phase
};

// True where a router forwards between such addresses at all.
bool is_forwardable(const Address& address);

class ProgramMaker {
public:
    ProgramMaker(const Place& place, const ProgramStyle& style);
    // One phase a ruleset, in order. Trials of a later phase may be of flows of an earlier one.
    std::vector<Phase> make(const std::vector<ruleset::Ruleset>& rulesets);

private:
    struct Target {  // where a decision is said to hold
        AddressSet from;
        AddressSet to;
        std::uint8_t protocol = 0;  // 0 = any
        std::uint16_t first = 0;
        std::uint16_t last = 0xffff;
    };
    using Targets = std::map<std::string, std::vector<Target>>;

    Targets targets_of(const ruleset::Ruleset& ruleset) const;
    void add_boxes(const ruleset::Ruleset& ruleset, Targets& out) const;
    void add_addresses(const ruleset::Ruleset& ruleset, Targets& out) const;
    void add_learned(const ruleset::Ruleset& ruleset, const std::vector<Learning>& learnings,
                     Targets& out) const;
    void collect_pool(const ruleset::Ruleset& ruleset);
    std::vector<Learning> learnings_of(const ruleset::Ruleset& ruleset);
    bool hit(const Target& target, Trial& out);
    void miss(Trial& trial);
    void miss_end(Trial& trial);
    bool finish(const ruleset::Ruleset& ruleset, Trial& trial);
    void put(Trial trial, Phase& phase);
    void follow(const Trial& first, bool begun, Phase& phase);
    void follow_older(Phase& phase);
    Trial follow_up(const Trial& first, Trial::Kind kind);
    bool pick(const AddressSet& set, bool v6, Address& out);
    std::size_t below(std::size_t bound) { return random_() % bound; }
    [[nodiscard]] bool is_own(const Address& address) const;
    [[nodiscard]] bool is_gated(const Trial& trial) const;

    const Place& place_;
    ProgramStyle style_;
    std::mt19937_64 random_;
    Model model_;
    const ruleset::Ruleset* ruleset_ = nullptr;
    std::vector<Address> pool_;
    std::vector<Trial> begun_;  // firsts that were let begin
    std::set<std::size_t> answered_;
    std::size_t next_ = 0;  // index of the next trial
    std::uint16_t next_port_ = 20'000;
};

}  // namespace portolan::kernel
