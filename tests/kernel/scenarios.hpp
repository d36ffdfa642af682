// The sites and modes that the kernel is held against the model with. Each stages one ruleset after the
// other, so that flows of the first go on under the second.
#pragma once

#include "tests/kernel/program.hpp"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace portolan::kernel {

inline constexpr std::uint64_t kSeed = 20261122;
inline constexpr std::size_t kTrials = 700;  // of a phase, at least

struct Scenario {
    std::string name;
    std::string site;
    std::vector<std::function<Ruleset(Ruleset)>> phases;
    friend std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
        return out << scenario.name;
    }
};
std::vector<Scenario> scenarios();
std::vector<Phase> program_of(const Scenario& scenario, const Place& place, std::uint64_t seed);

}  // namespace portolan::kernel
