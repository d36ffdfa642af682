#include "appliance/cli/command.hpp"

#include "appliance/base/wall_clock.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <cstdio>

namespace portolan::cli {

std::vector<std::string>& profile_folders() {
    static std::vector<std::string> folders;
    return folders;
}

Result<std::vector<profiles::Profile>> shipped_profiles() {
    profiles::LibraryFolders folders;
    folders.shipped = TRY(profiles::library_folder());
    folders.more = profile_folders();
    return profiles::load_library(folders);
}

Result<policy::Policy> load_policy(const std::string& site_path) {
    std::vector<profiles::Profile> library = TRY(shipped_profiles());
    policy::Site site = TRY(policy::load_site(site_path, library));
    return policy::Policy::compile(std::move(library), std::move(site));
}

Result<Timestamp> asked_time(const std::string& at) {
    if (at.empty()) return now();
    Result<Timestamp> out = parse_timestamp(at);
    if (!out) return fail(out.error().code, out.error().message, "--at", out.error().remedy);
    return out;
}

Result<void> print(const std::string& text) {
    const bool whole =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!whole) return fail(ErrorCode::io, "the output could not be written", "standard output");
    return {};
}

}  // namespace portolan::cli
