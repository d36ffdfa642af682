// portolan policy compile --site SITE: does it compile, and what is its id.
#include "appliance/cli/command.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

Result<int> compile_policy(const std::string& site) {
    const policy::Policy policy = TRY(load_policy(site));
    std::size_t active = 0;
    for (const policy::Rule& rule : policy.rules())
        active += rule.inactive.empty() ? 1U : 0U;
    TRY_VOID(print(
        fmt::format("policy {} ({}): {} rules in force, {} waiting for an option, a parameter or a role\n",
                    policy.short_id(), policy.id(), active, policy.rules().size() - active)));
    return kFine;
}

}  // namespace

void add_policy_command(CLI::App& app, Action& chosen) {
    CLI::App* policy = app.add_subcommand("policy", "the policy made of profiles and site");
    policy->require_subcommand(1);
    const auto site = std::make_shared<std::string>();
    CLI::App* compile = policy->add_subcommand("compile", "compile and print the policy id");
    compile->add_option("--site", *site, "site file")->required();
    compile->callback([site, &chosen] { chosen = [site] { return compile_policy(*site); }; });
}

}  // namespace portolan::cli
