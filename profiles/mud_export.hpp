// One role of a profile as a Manufacturer Usage Description (RFC 8520), and what such a file cannot say.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <vector>

namespace portolan::profiles {

struct MudExport {
    std::string json;
    std::string role;
    std::vector<std::string> unsaid;  // one reason a line, with the requirements' ids
};

struct MudHead {
    std::string role;         // empty: the first governed one
    std::string mud_url;      // https://...; empty: a placeholder, named in `unsaid`
    std::string last_update;  // RFC 3339
};

// With every option at its default and every parameter unset: MUD knows neither.
Result<MudExport> export_mud(const Profile& profile, const MudHead& head);

}  // namespace portolan::profiles
