// Reads the keys that say how a requirement is told to people and what may decide it: title, statement_of,
// decided_by, evidence, validity_months, expects, ambiguities. Private to the requirement loader.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/requirement.hpp"
#include "profiles/yaml_reader.hpp"

namespace portolan::profiles {

#define PORTOLAN_DECISION_KEYS \
    "title", "statement_of", "decided_by", "evidence", "validity_months", "expects", "ambiguities"

// After kind, effect and probes of `out` are read: the default of decided_by rests on them.
Result<void> read_decision(const YamlMap& map, Requirement& out);

}  // namespace portolan::profiles
