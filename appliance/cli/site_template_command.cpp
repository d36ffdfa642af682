// portolan site template [NAME]: local requirements to start from.
#include "appliance/base/file.hpp"
#include "appliance/cli/command.hpp"
#include "profiles/library.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace fs = std::filesystem;

// Beside the profiles: in the source tree, and in a package.
fs::path template_folder(const std::string& library) {
    return fs::path(library).parent_path() / "local";
}

Result<int> print_template(const std::string& name) {
    const fs::path folder = template_folder(TRY(profiles::library_folder()));
    std::vector<std::string> known;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".yaml") known.push_back(entry.path().stem().string());
    std::sort(known.begin(), known.end());
    if (name.empty()) {
        TRY_VOID(print(fmt::format("{}\n", fmt::join(known, "\n"))));
        return kFine;
    }
    if (std::find(known.begin(), known.end(), name) == known.end())
        return fail(ErrorCode::not_found, fmt::format("no template '{}'", name.substr(0, 64)), {},
                    fmt::format("known: {}", fmt::join(known, ", ")));
    constexpr std::uint64_t kMostBytes = 1U << 20U;
    TRY_VOID(print(TRY(read_file((folder / (name + ".yaml")).string(), kMostBytes))));
    return kFine;
}

}  // namespace

void add_site_template(CLI::App& site, Action& chosen) {
    const auto name = std::make_shared<std::string>();
    CLI::App* command =
        site.add_subcommand("template", "local requirements to start from; without a name, which there are");
    command->add_option("NAME", *name, "for example windows-member");
    command->callback([name, &chosen] { chosen = [name] { return print_template(*name); }; });
}

}  // namespace portolan::cli
