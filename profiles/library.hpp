// The profiles that ship with the product: a folder of YAML files. Found by $PORTOLAN_PROFILES, else beside
// the program (share/portolan/profiles), else in the source tree it was built from.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <vector>

namespace portolan::profiles {

Result<std::string> library_folder();

// A person's own profiles beside the shipped ones: `--profiles DIR` of the command line sets it.
struct LibraryFolders {
    std::string shipped;
    std::vector<std::string> more;
};
Result<std::vector<Profile>> load_library(const LibraryFolders& folders);

// All *.yaml of the folder, in the order of their names; an error in one is an error of the whole.
Result<std::vector<Profile>> load_library(const std::string& folder);

}  // namespace portolan::profiles
