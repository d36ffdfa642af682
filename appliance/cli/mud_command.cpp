// portolan profile import-mud FILE | export-mud ID: Manufacturer Usage Descriptions (RFC 8520).
#include "appliance/base/file.hpp"
#include "appliance/base/wall_clock.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/report/foreign_text.hpp"
#include "profiles/draft_text.hpp"
#include "profiles/mud_export.hpp"
#include "profiles/mud_import.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

constexpr std::uint64_t kMostBytes = 1U << 20U;
constexpr std::size_t kMostShown = 300;  // characters of one line on the terminal

struct ImportArguments {
    std::string file;
    std::string id;
    std::string prefix;
};

struct ExportArguments {
    std::string id;
    profiles::MudHead head;
};

// What could not be said goes to standard error: standard output is the file.
void print_unsaid(const std::vector<std::string>& unsaid) {
    for (const std::string& line : unsaid)
        std::fprintf(stderr, "not said: %s\n", report::shown(line, kMostShown).c_str());
}

Result<int> import_file(const ImportArguments& arguments) {
    const std::string text = TRY(read_file(arguments.file, kMostBytes));
    profiles::MudImport imported =
        TRY(profiles::import_mud(text, arguments.file, arguments.id, arguments.prefix));
    std::vector<std::string> remarks = {
        "Made from a Manufacturer Usage Description (RFC 8520). Not said here:"};
    remarks.insert(remarks.end(), imported.unsaid.begin(), imported.unsaid.end());
    const std::string yaml = profiles::draft_yaml(imported.profile, remarks);
    TRY_VOID(profiles::parse_profile(yaml, "the imported profile"));  // nobody gets a file that lint refuses
    TRY_VOID(print(yaml));
    print_unsaid(imported.unsaid);
    return kFine;
}

std::string last_change(const profiles::Profile& profile) {
    if (!profile.changelog.empty()) return profile.changelog.front().date + "T00:00:00Z";
    return now().text();
}

Result<int> export_profile(ExportArguments arguments) {
    const std::vector<profiles::Profile> library = TRY(shipped_profiles());
    const auto profile = std::find_if(library.begin(), library.end(),
                                      [&](const profiles::Profile& p) { return p.id == arguments.id; });
    if (profile == library.end())
        return fail(ErrorCode::not_found, fmt::format("no profile '{}'", arguments.id.substr(0, 64)), {},
                    "see portolan profile list");
    arguments.head.last_update = last_change(*profile);
    const profiles::MudExport exported = TRY(profiles::export_mud(*profile, arguments.head));
    TRY_VOID(print(exported.json));
    std::fprintf(stderr, "describes the role %s of %s\n", exported.role.c_str(), profile->id.c_str());
    print_unsaid(exported.unsaid);
    return kFine;
}

}  // namespace

void add_mud_commands(CLI::App& profile, Action& chosen) {
    const auto in = std::make_shared<ImportArguments>();
    CLI::App* import = profile.add_subcommand(
        "import-mud",
        "a Manufacturer Usage Description (RFC 8520) as a profile in YAML; stderr: what is not said");
    import->add_option("FILE", in->file, "MUD file, JSON")->required();
    import->add_option("--id", in->id, "id of the profile; default: the model, else the file's name");
    import->add_option("--prefix", in->prefix, "prefix of the requirements' ids; default: the id");
    import->callback([in, &chosen] { chosen = [in] { return import_file(*in);
};
}  // namespace portolan::cli
);

const auto out = std::make_shared<ExportArguments>();
CLI::App* exported = profile.add_subcommand(
    "export-mud", "one role of a profile as a Manufacturer Usage Description; stderr: what is not said");
exported->add_option("ID", out->id, "product id, for example dca4")->required();
exported->add_option("--role", out->head.role, "the device; default: the first governed role");
exported->add_option("--mud-url", out->head.mud_url, "https address that the file will have");
exported->callback([out, &chosen] { chosen = [out] { return export_profile(*out); }; });
}

}  // namespace portolan::cli
