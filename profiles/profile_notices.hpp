// What is allowed in a profile, but a person should know of it: one line each, with its place. `profile lint`
// prints them.
#pragma once

#include "profiles/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::profiles {

// Stands under `lines` where nobody has documented what was seen in a recording. Such a requirement is
// informational: what was observed never documents itself.
inline constexpr std::string_view kObserved = "observed";

// "vault.yaml:14:5: VAULT-001 was observed, never documented: ..."
std::vector<std::string> profile_notices(const Profile& profile);

}  // namespace portolan::profiles
