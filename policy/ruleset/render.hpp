// The ruleset as nftables text: one table `inet portolan`, kept base chains, maps keyed by the first packet
// of a connection, the decision's mark as value. Pure: the same ruleset gives the same text. Loads on
// nftables 1.0.6 (one statement a line). What each part is for, and why in this order: docs/architecture.md,
// "Enforcement".
#pragma once

#include "policy/ruleset/boxes.hpp"
#include "policy/ruleset/element_count.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace portolan::ruleset {

inline constexpr std::string_view kTable = "portolan";

struct Element {
    std::string map;   // "hosts4"
    std::string text;  // "10.1.0.10 . 10.1.8.1 . udp . 161 : 0x12345678"
};

// Each apply fills maps of a new generation ("hosts4_7") and the enforcer deletes the old ones in the same
// transaction: emptying an interval map of 4,000 elements and filling it again took the kernel 20 s, a new
// one 0.7 s. Base chains, learned names, verdicts and counters have no generation.
struct Rendering {
    std::string
        skeleton;        // table, chains, maps, counters: adds what is missing, changes nothing that is there
    std::string chains;  // flushes the chains and fills them
    std::string maps;    // fills the maps
    std::map<std::uint32_t, Decision> decisions;  // by mark
    std::vector<Element> elements;                // for the trace: which element gave which decision
    std::size_t exact_elements = 0;
    std::size_t interval_elements = 0;

    [[nodiscard]] std::string text() const { return skeleton + chains + maps; }
};

// Fails on a collision of marks, and where there would be more elements than element_count.hpp allows: before
// any is made.
Result<Rendering> render(const Ruleset& ruleset, unsigned generation = 1);

// How many elements render makes, without making them.
ElementCount count_elements(const Ruleset& ruleset);

// "d_12345678": the counter of a decision.
std::string counter_name(std::uint32_t mark);
// Lines that make a decision known to a loaded table: its counter, @counters, @verdicts, @known.
std::string decision_lines(std::uint32_t mark, const Decision& decision);

}  // namespace portolan::ruleset
