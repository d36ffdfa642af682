// Reads the body of a requirement: roles, protocol, ports, names, facts. Private to the profile loader, and
// shared with the site reader for local requirements, which have the same form.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"
#include "profiles/yaml_reader.hpp"

#include <map>
#include <string>
#include <vector>

namespace portolan::profiles {

using NameSets = std::map<std::string, std::vector<NamePattern>>;

// The keys of a body; a requirement's own keys stand beside them.
#define PORTOLAN_MATCH_KEYS                                                                       \
    "when", "from", "to", "to_not", "from_within", "from_outside", "within", "outside", "during", \
        "protocol", "ports", "icmp", "names", "addresses", "scope", "facts"

// `inherited` holds what the requirement says for all its bodies; keys in `map` replace it, `when` adds to
// it.
Result<Match> read_match(const YamlMap& map, const Match& inherited, const NameSets& name_sets);

// "{mode: strict, rtp_range: set}": options with their values, parameters that have one.
Result<std::vector<Clause>> read_clauses(const YamlValue& value);
Result<std::vector<NamePattern>> read_names(const YamlValue& value, const NameSets& name_sets);
Result<std::vector<AddressRange>> read_addresses(const YamlValue& value);

}  // namespace portolan::profiles
