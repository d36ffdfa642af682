// The JSON Schema (draft 2020-12) of profiles, for editors: profiles/portolan-profile.schema.json, held in
// the binary. It checks keys, words and forms; that every role, option, parameter and id exists is the
// loader's to check.
#pragma once

#include <string_view>

namespace portolan::profiles {

std::string_view profile_schema();

}  // namespace portolan::profiles
