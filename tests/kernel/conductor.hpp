// Plays a program to a ruleset in the kernel and holds each packet against the model: did it arrive, and
// which counter moved.
#pragma once

#include "appliance/enforce/enforcer.hpp"
#include "tests/kernel/model.hpp"
#include "tests/kernel/place.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::kernel {

struct Tally {
    std::size_t trials = 0;
    std::size_t arrived = 0;
    std::map<std::string, std::size_t> counted;  // by key
    std::vector<std::string> disagreements;      // one line each
};

class Conductor {
public:
    // Called inside the box when a phase is staged and its names are learned: to plant a fault.
    using AfterStage = std::function<void(const Model&, const Phase&)>;

    explicit Conductor(const Place& place, AfterStage after_stage = {});
    // Plays until `most` disagreements; of trials only those of `only`'s flow, where it is given.
    Tally play(const std::vector<Phase>& phases, std::size_t most, std::optional<std::size_t> only = {});

private:
    struct Outcome {
        bool arrived = false;
        std::vector<std::string> moved;  // names of counters
    };
    void stage(const Phase& phase);
    Outcome outcome_of(const Trial& trial);
    std::map<std::string, std::uint64_t> read_counters();

    Box box_;
    // Made inside the box: its netlink socket belongs to the namespace that it was opened in.
    std::unique_ptr<enforce::Enforcer> enforcer_;
    AfterStage after_stage_;
    Model model_;
    std::map<std::string, std::uint64_t> counters_;
    std::uint64_t serial_ = 0;
};

}  // namespace portolan::kernel
