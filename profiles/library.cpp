#include "profiles/library.hpp"

#include "profiles/profile_loader.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace portolan::profiles {
namespace fs = std::filesystem;

Result<std::string> library_folder() {
    std::vector<std::string> places;
    std::error_code error;
    if (const char* set = std::getenv("PORTOLAN_PROFILES"); set != nullptr) {
        places.emplace_back(set);
    } else {
        const fs::path program = fs::read_symlink("/proc/self/exe", error);
        if (!error)
            places.push_back((program.parent_path().parent_path() / "share/portolan/profiles").string());
        places.emplace_back(PORTOLAN_LIBRARY_FOLDER);
    }
    for (const std::string& place : places)
        if (fs::is_directory(place, error)) return place;
    return fail(ErrorCode::not_found, fmt::format("no profile library in {}", fmt::join(places, " or ")), {},
                "set PORTOLAN_PROFILES to the folder that holds dca4.yaml and the others");
}

namespace {

Result<std::vector<std::string>> profile_files(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
    if (error) return fail(ErrorCode::io, error.message(), folder, "name a folder of profiles");
    std::sort(paths.begin(), paths.end());
    return paths;
}

Result<void> add_profiles(const std::string& folder, std::vector<Profile>& out) {
    for (const std::string& path : TRY(profile_files(folder))) {
        Profile profile = TRY(load_profile(path));
        const auto same = std::find_if(out.begin(), out.end(), [&](const Profile& p) {
            return p.id == profile.id || p.prefix == profile.prefix;
        });
        if (same != out.end())
            return fail(ErrorCode::bad_input,
                        fmt::format("profile '{}' has the id or the prefix of '{}'", profile.id, same->id),
                        path, "give it others, or remove one of the files");
        out.push_back(std::move(profile));
    }
    return {};
}

}  // namespace

Result<std::vector<Profile>> load_library(const std::string& folder) {
    return load_library(LibraryFolders{folder, {}});
}

Result<std::vector<Profile>> load_library(const LibraryFolders& folders) {
    std::vector<Profile> out;
    TRY_VOID(add_profiles(folders.shipped, out));
    for (const std::string& folder : folders.more) {
        const std::size_t before = out.size();
        TRY_VOID(add_profiles(folder, out));
        if (out.size() == before)
            return fail(ErrorCode::not_found, "holds no profile", folder, "put NAME.yaml files into it");
    }
    return out;
}

}  // namespace portolan::profiles
