// portolan policy compile --site SITE: does it compile, and what is its id.
#include "appliance/base/wall_clock.hpp"
#include "appliance/cli/command.hpp"
#include "policy/kernel_part.hpp"
#include "policy/ruleset/render.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

struct CompileArguments {
    std::string site;
    bool json = false;
    std::string format;
};

std::string compiled_json(const policy::Policy& policy, std::size_t active) {
    boost::json::object out;
    out["schema"] = "portolan-policy/1";
    out["policy"] = policy.short_id();
    out["policy_sha256"] = policy.id();
    out["rules_in_force"] = active;
    out["rules_waiting"] = policy.rules().size() - active;
    return boost::json::serialize(out) + "\n";
}

Result<int> compile_policy(const CompileArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    // Also where nobody reads it: a site that is too large for the kernel does not compile.
    const ruleset::Ruleset kernel = TRY(kernel_part(policy, now()));
    std::size_t active = 0;
    for (const policy::Rule& rule : policy.rules())
        active += rule.inactive.empty() ? 1U : 0U;
    if (arguments.format == "nft") {
        TRY_VOID(print(TRY(ruleset::render(kernel)).text()));
        return kFine;
    }
    if (arguments.json || arguments.format == "json") {
        TRY_VOID(print(compiled_json(policy, active)));
        return kFine;
    }
    TRY_VOID(print(
        fmt::format("policy {} ({}): {} rules in force, {} waiting for an option, a parameter or a role\n",
                    policy.short_id(), policy.id(), active, policy.rules().size() - active)));
    return kFine;
}

}  // namespace

void add_policy_command(CLI::App& app, Action& chosen) {
    CLI::App* policy = app.add_subcommand("policy", "the policy made of profiles and site");
    policy->require_subcommand(1);
    const auto arguments = std::make_shared<CompileArguments>();
    CLI::App* compile = policy->add_subcommand("compile", "compile and print the policy id");
    compile->add_option("--site", arguments->site, "site file")->required();
    compile->add_flag("--json", arguments->json, "as JSON (portolan-policy/1)");
    compile->add_option("--format", arguments->format, "nft: the kernel's rules as text; json")
        ->check(CLI::IsMember({"nft", "json"}));
    compile->callback([arguments, &chosen] { chosen = [arguments] { return compile_policy(*arguments); }; });
    add_policy_check(*policy, chosen);
    add_policy_diff(*policy, chosen);
    add_policy_search(*policy, chosen);
    add_policy_why(*policy, chosen);
    add_policy_verbs(*policy, chosen);
}

}  // namespace portolan::cli
