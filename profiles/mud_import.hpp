// A Manufacturer Usage Description (RFC 8520) read as a profile: what its access lists accept becomes
// requirements, with the entry itself as the quote. What the entries match beyond addresses, names and ports
// is left out rather than widened, and listed.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::profiles {

struct MudImport {
    Profile profile;
    std::vector<std::string> unsaid;  // what the profile does not say, one line each
};

// `file` is the name used in messages and in the citation; empty `id` or `prefix`: made from what the file
// says. A malformed file is refused with the place, as line and column (syntax) or JSON pointer (content).
Result<MudImport> import_mud(std::string_view text, const std::string& file, const std::string& id,
                             const std::string& prefix);

}  // namespace portolan::profiles
