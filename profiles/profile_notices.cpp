#include "profiles/profile_notices.hpp"

#include "profiles/documented_name.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

// The loader has seen a reason for each of these; a person should know of them all the same.
void note_strangers(const std::vector<NamePattern>& names, const std::string& where,
                    std::vector<NamePattern>& noted, std::vector<std::string>& out) {
    for (const NamePattern& name : names) {
        const bool again = std::find(noted.begin(), noted.end(), name) != noted.end();
        const std::string shared =
            again || name.kind == NamePattern::Kind::exact ? "" : shared_by_strangers(name.name);
        if (shared.empty()) continue;
        noted.push_back(name);
        out.push_back(fmt::format("{}: {} matches names of strangers: {}; the reason stands beside the name",
                                  where, name.text(), shared));
    }
}

}  // namespace

std::vector<std::string> profile_notices(const Profile& profile) {
    std::vector<std::string> out;
    std::vector<NamePattern> noted;  // one notice a name
    for (const Role& role : profile.roles)
        note_strangers(role.names, role.where, noted, out);
    for (const Requirement& requirement : profile.requirements)
        for (const Match& body : requirement.bodies)
            note_strangers(body.names, requirement.where, noted, out);
    for (const Requirement& requirement : profile.requirements)
        if (requirement.lines == kObserved)
            out.push_back(
                fmt::format("{}: {} was observed, never documented, and allows nothing: write the document's "
                            "line, sentence and level, or remove it",
                            requirement.where, requirement.id));
    return out;
}

}  // namespace portolan::profiles
