// Faults to plant in the ruleset's text, each one that a slip of the hand could make. Patterns are regular
// expressions over a line; "%G" stands for the generation in the names of maps.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace portolan::kernel {

struct Edit {
    std::string pattern;
    std::string replacement;  // "$1" and so on as in ECMAScript; a line that becomes empty is left out
    bool once = false;        // the first line that it applies to, else all
};

struct Mutant {
    std::string name;
    std::string scenario;  // whose packets have to show it
    std::vector<Edit> edits;
    friend std::ostream& operator<<(std::ostream& out, const Mutant& mutant) { return out << mutant.name; }
};
std::vector<Mutant> mutants();

// Empty where one of the edits applies to no line.
std::string mutated(const std::string& text, const Mutant& mutant, unsigned generation);

}  // namespace portolan::kernel
