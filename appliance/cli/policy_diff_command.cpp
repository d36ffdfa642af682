// portolan policy diff OLD.yaml NEW.yaml: each box whose decision changes, with both decisions and a witness.
#include "appliance/cli/command.hpp"
#include "appliance/cli/exact_output.hpp"
#include "policy/diff.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;
using policy::Change;

struct DiffArguments {
    std::string before;
    std::string after;
    std::string profiles_before;
    std::string profiles_after;
    std::string at;
    bool json = false;
};

Result<policy::Policy> load(const std::string& site_path, const std::string& profiles) {
    if (profiles.empty()) return load_policy(site_path);
    std::vector<profiles::Profile> library = TRY(profiles::load_library(profiles));
    policy::Site site = TRY(policy::load_site(site_path, library));
    return policy::Policy::compile(std::move(library), std::move(site));
}

std::size_t count(const policy::Diff& diff, Change::Kind kind) {
    std::size_t out = 0;
    for (const Change& change : diff.changes)
        out += change.kind == kind ? 1U : 0U;
    return out;
}

std::string diff_text(const policy::Diff& diff, const policy::Policy& before, const policy::Policy& after) {
    std::string out = fmt::format("policy {} -> {}: {} boxes close, {} open, {} decided alike by other ids\n",
                                  before.short_id(), after.short_id(), count(diff, Change::Kind::closes),
                                  count(diff, Change::Kind::opens), count(diff, Change::Kind::renamed));
    for (const Change& change : diff.changes) {
        out += fmt::format("\n{:<10} {}\n", change_name(change.kind),
                           row_text(change.row, diff.cells->names(), after));
        out += fmt::format("  before   {}\n", decision_text(change.row.decisions[0], change.before));
        out += fmt::format("  after    {}\n", decision_text(change.row.decisions[1], change.after));
        for (const policy::Witness& witness : change.row.witnesses)
            out += fmt::format("  witness  {}\n", witness.text());
    }
    return out;
}

std::string diff_json(const policy::Diff& diff, const policy::Policy& before, const policy::Policy& after,
                      Timestamp at) {
    json::array changes;
    for (const Change& change : diff.changes) {
        json::object row = row_json(change.row, diff.cells->names(), after);
        row["change"] = std::string(change_name(change.kind));
        row["before"] = decision_json(change.row.decisions[0], change.before);
        row["after"] = decision_json(change.row.decisions[1], change.after);
        changes.push_back(std::move(row));
    }
    json::object out;
    out["schema"] = "portolan-policy-diff/1";
    out["policy"] = after.short_id();
    out["policy_before"] = before.short_id();
    out["at"] = at.text();
    out["changes"] = std::move(changes);
    return json::serialize(out) + "\n";
}

Result<int> diff_policies(const DiffArguments& arguments) {
    const policy::Policy before = TRY(load(arguments.before, arguments.profiles_before));
    const policy::Policy after = TRY(load(arguments.after, arguments.profiles_after));
    const Timestamp at = TRY(asked_time(arguments.at));
    const policy::Diff diff = TRY(policy::diff(before, after, at));
    TRY_VOID(print(arguments.json ? diff_json(diff, before, after, at) : diff_text(diff, before, after)));
    return diff.changes.empty() ? kFine : kFindings;
}

}  // namespace

void add_policy_diff(CLI::App& policy, Action& chosen) {
    const auto arguments = std::make_shared<DiffArguments>();
    CLI::App* command = policy.add_subcommand(
        "diff", "what changes from one site's policy to another's; exit 0 nothing, 1 differences");
    command->add_option("OLD", arguments->before, "site file")->required();
    command->add_option("NEW", arguments->after, "site file")->required();
    command->add_option("--old-profiles", arguments->profiles_before,
                        "folder of profiles for OLD, instead of the shipped ones");
    command->add_option("--new-profiles", arguments->profiles_after, "the same for NEW");
    command->add_option("--at", arguments->at, kAtHelp);
    command->add_flag("--json", arguments->json, "as JSON (portolan-policy-diff/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return diff_policies(*arguments); }; });
}

}  // namespace portolan::cli
