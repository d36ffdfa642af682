// Reads and checks a site file (DESIGN.md section 10) against the profile library. A site with an error is
// not used at all; the error has file:line:column and the remedy.
#pragma once

#include "appliance/base/result.hpp"
#include "policy/site.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

// Files that the site names (assets, local requirements) are looked up relative to the folder of `file`.
Result<Site> parse_site(std::string_view yaml, const std::string& file,
                        const std::vector<profiles::Profile>& library);
Result<Site> load_site(const std::string& path, const std::vector<profiles::Profile>& library);

}  // namespace portolan::policy
