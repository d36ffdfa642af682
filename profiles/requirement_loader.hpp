// Reads one requirement: its citation, what people and auditors need of it, and its bodies. Private to the
// profile loader.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/match_loader.hpp"
#include "profiles/requirement.hpp"
#include "profiles/yaml_reader.hpp"

namespace portolan::profiles {

Result<Requirement> read_requirement(const YamlValue& value, const NameSets& name_sets);

}  // namespace portolan::profiles
