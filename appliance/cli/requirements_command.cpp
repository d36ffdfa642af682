// portolan requirements [--site SITE] [--product P] [--format table|md|json] [--language en|es|fr|pt]
#include "appliance/cli/command.hpp"
#include "appliance/cli/requirement_list.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

struct RequirementsArguments {
    std::string site;
    std::string product;
    std::string format = "table";
    std::string language = "en";
    bool json = false;
};

Result<void> keep_product(const std::string& id, RequirementList& list) {
    if (id.empty()) return {};
    std::vector<std::string> known;
    for (const ListedProduct& product : list.products)
        known.push_back(product.profile->id);
    if (std::find(known.begin(), known.end(), id) == known.end())
        return fail(
            ErrorCode::not_found,
            fmt::format("no product '{}' {}", id.substr(0, 64), list.at_site() ? "at this site" : "is known"),
            {}, fmt::format("known: {}", fmt::join(known, ", ")));
    list.products.erase(std::remove_if(list.products.begin(), list.products.end(),
                                       [&](const ListedProduct& each) { return each.profile->id != id; }),
                        list.products.end());
    return {};
}

Result<int> print_requirements(const RequirementsArguments& arguments) {
    const profiles::Language language = TRY(profiles::parse_language(arguments.language));
    std::vector<profiles::Profile> library;
    std::optional<policy::Policy> policy;  // the rows point into one of both
    RequirementList list;
    if (arguments.site.empty()) {
        library = TRY(shipped_profiles());
        std::vector<const profiles::Profile*> all;
        for (const profiles::Profile& profile : library)
            all.push_back(&profile);
        list = list_requirements(all, language);
    } else {
        policy = TRY(load_policy(arguments.site));
        list = list_requirements(*policy, language);
    }
    TRY_VOID(keep_product(arguments.product, list));
    if (arguments.json || arguments.format == "json")
        TRY_VOID(print(requirements_json(list)));
    else
        TRY_VOID(print(arguments.format == "md" ? requirements_markdown(list) : requirements_table(list)));
    return kFine;
}

}  // namespace

void add_requirements_command(CLI::App& app, Action& chosen) {
    const auto arguments = std::make_shared<RequirementsArguments>();
    CLI::App* requirements = app.add_subcommand(
        "requirements", "every documented requirement: how it is enforced, probed, observed or attested");
    requirements->add_option("--site", arguments->site, "site file: tells which apply there, and why not");
    requirements->add_option("--product", arguments->product, "one product only, for example dca4");
    requirements->add_option("--format", arguments->format, "table, md or json")
        ->check(CLI::IsMember({"table", "md", "json"}));
    requirements->add_option("--language", arguments->language, "of the titles: en, es, fr or pt")
        ->check(CLI::IsMember({"en", "es", "fr", "pt"}));
    requirements->add_flag("--json", arguments->json, "as JSON (portolan-requirements/1)");
    requirements->callback(
        [arguments, &chosen] { chosen = [arguments] { return print_requirements(*arguments); }; });
}

}  // namespace portolan::cli
