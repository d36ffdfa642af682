// portolan profile list | show ID | lint FILE...    (draft: profile_draft_command.cpp, import-mud,
// export-mud: mud_command.cpp)
#include "appliance/cli/command.hpp"
#include "profiles/profile_loader.hpp"
#include "profiles/profile_notices.hpp"
#include "profiles/profile_schema.hpp"
#include "profiles/profile_text.hpp"
#include "profiles/yaml_reader.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

using profiles::Profile;

struct ProfileArguments {
    bool json = false;
    std::string id;
    std::vector<std::string> files;
};

Result<int> list_profiles(const ProfileArguments& arguments) {
    const std::vector<Profile> library = TRY(shipped_profiles());
    TRY_VOID(
        print(arguments.json ? profiles::profile_list_json(library) : profiles::profile_list_text(library)));
    return kFine;
}

Result<int> show_profile(const ProfileArguments& arguments) {
    const std::vector<Profile> library = TRY(shipped_profiles());
    const auto found =
        std::find_if(library.begin(), library.end(), [&](const Profile& p) { return p.id == arguments.id; });
    if (found == library.end()) {
        std::vector<std::string> ids;
        for (const Profile& profile : library)
            ids.push_back(profile.id);
        return fail(ErrorCode::not_found, fmt::format("no profile '{}'", arguments.id), {},
                    fmt::format("known: {}", fmt::join(ids, ", ")));
    }
    TRY_VOID(
        print(arguments.json ? profiles::profile_show_json(*found) : profiles::profile_show_text(*found)));
    return kFine;
}

Result<int> lint_profiles(const ProfileArguments& arguments) {
    std::vector<Profile> checked;
    for (const std::string& file : arguments.files) {
        const Profile profile = TRY(profiles::load_profile(file));
        if (!arguments.json)
            for (const std::string& notice : profiles::profile_notices(profile))
                TRY_VOID(print("notice: " + notice + "\n"));
        if (arguments.json)
            checked.push_back(profile);
        else
            TRY_VOID(print(fmt::format("{}: OK, profile {} {} with {} requirements\n", file, profile.id,
                                       profile.version, profile.requirements.size())));
    }
    if (arguments.json) TRY_VOID(print(profiles::profile_list_json(checked)));
    return kFine;
}

Result<int> print_schema() {
    TRY_VOID(print(std::string(profiles::profile_schema())));
    return kFine;
}

}  // namespace

void add_profile_command(CLI::App& app, Action& chosen) {
    const auto arguments = std::make_shared<ProfileArguments>();
    CLI::App* profile = app.add_subcommand("profile", "the vendors' documented requirements");
    profile->require_subcommand(1);

    CLI::App* list = profile->add_subcommand("list", "the shipped profiles");
    list->add_flag("--json", arguments->json, "as JSON (portolan-profiles/1)");
    list->callback([arguments, &chosen] { chosen = [arguments] { return list_profiles(*arguments); }; });

    CLI::App* show = profile->add_subcommand("show", "one profile with every requirement and its citation");
    show->add_option("ID", arguments->id, "product id, for example dca4")->required();
    show->add_flag("--json", arguments->json, "as JSON (portolan-profile-show/1)");
    show->callback([arguments, &chosen] { chosen = [arguments] { return show_profile(*arguments); }; });

    CLI::App* lint = profile->add_subcommand(
        "lint", "check profile files; says OK or file:line:column, what and how to mend");
    lint->add_option("FILE", arguments->files, "profile in YAML")->required();
    lint->add_flag("--json", arguments->json, "as JSON (portolan-profiles/1), once all are found good");
    lint->callback([arguments, &chosen] { chosen = [arguments] { return lint_profiles(*arguments); }; });

    add_profile_draft(*profile, chosen);
    add_mud_commands(*profile, chosen);

    CLI::App* schema =
        profile->add_subcommand("schema", "the JSON Schema of profiles (draft 2020-12), for editors");
    schema->callback([&chosen] { chosen = [] { return print_schema(); }; });
}

}  // namespace portolan::cli
