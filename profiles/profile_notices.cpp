#include "profiles/profile_notices.hpp"

#include <fmt/format.h>

namespace portolan::profiles {

std::vector<std::string> profile_notices(const Profile& profile) {
    std::vector<std::string> out;
    for (const Requirement& requirement : profile.requirements)
        if (requirement.lines == kObserved)
            out.push_back(
                fmt::format("{}: {} was observed, never documented, and allows nothing: write the document's "
                            "line, sentence and level, or remove it",
                            requirement.where, requirement.id));
    return out;
}

}  // namespace portolan::profiles
