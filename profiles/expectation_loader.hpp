// Reads `expects`: what a probe or a person must find. Private to the decision loader.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/expectation.hpp"
#include "profiles/yaml_reader.hpp"

#include <vector>

namespace portolan::profiles {

Result<std::vector<Expectation>> read_expectations(const YamlValue& value);

}  // namespace portolan::profiles
