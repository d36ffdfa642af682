// The YAML reader and the profile loader. A profile that loads must also be printable and have unique ids.
#include "profiles/profile_loader.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const portolan::Result<portolan::profiles::Profile> profile =
        portolan::profiles::parse_profile(text, "profile.yaml");
    if (!profile) {
        portolan::fuzz::require(!profile.error().message.empty() &&
                                profile.error().where.starts_with("profile.yaml"));
        return 0;
    }
    std::set<std::string_view> ids;
    for (const portolan::profiles::Requirement& requirement : profile->requirements)
        portolan::fuzz::require(ids.insert(requirement.id).second && !requirement.bodies.empty());
    return 0;
}
