// The parts of the ruleset's text that are chains and declarations. Private to render.
#pragma once

#include "policy/ruleset/ruleset.hpp"

#include <string>

namespace portolan::ruleset {

// Table, base chains, maps, sets and the counters that are no decision's. Adding what is there changes
// nothing, and base chains are never deleted: a deleted and recreated one lets packets pass for a moment.
std::string skeleton_text(unsigned generation);
// Flushes the chains and the maps of decisions, and fills the chains.
std::string chain_text(const Ruleset& ruleset, unsigned generation);

}  // namespace portolan::ruleset
