// Cross-references of a parsed profile: every id is unique and has the profile's prefix; every role, option,
// parameter and requirement that is named exists; shapes make sense. Also resolves the closure of is_a.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"
#include "profiles/yaml_reader.hpp"

namespace portolan::profiles {

// `file` is what the profile was read from: it says where a word stands.
Result<void> check_profile(Profile& profile, const YamlValue& file);

}  // namespace portolan::profiles
