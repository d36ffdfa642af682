// The canonical text of profiles and site, from which the policy id is made: every parsed value in a fixed
// order, nothing of the files' layout.
#pragma once

#include "policy/site.hpp"
#include "profiles/profile.hpp"

#include <string>

namespace portolan::policy {

std::string canonical_text(const profiles::Profile& profile);
std::string canonical_text(const Site& site);

}  // namespace portolan::policy
