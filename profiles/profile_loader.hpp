// Reads and checks a profile. Strict: an unknown key, a duplicate id, a bad port, name or reference is an
// error with file:line:column and the remedy; nothing of a profile with an error is used.
//
//     Result<Profile> profile = load_profile("profiles/library/dca4.yaml");
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <string_view>

namespace portolan::profiles {

inline constexpr std::string_view kProfileSchema = "portolan-profile/1";

Result<Profile> parse_profile(std::string_view yaml, const std::string& file);
Result<Profile> load_profile(const std::string& path);

// Ids of local requirements' files, as products of a site: "local-windows-member".
inline constexpr std::string_view kLocalId = "local-";

// A customer's local requirements: the same roles and requirements under `schema: portolan-local/1`, with ids
// LOC-... and `owner`, `ticket` and `review_by` instead of a vendor's document. Its id is made of the file's
// name.
Result<Profile> load_local_requirements(const std::string& path);

}  // namespace portolan::profiles
