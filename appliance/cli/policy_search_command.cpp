// portolan policy search --site SITE --to ASSET|ADDR | --from ASSET|ADDR | --role PRODUCT/ROLE: who may reach
// what.
#include "appliance/cli/command.hpp"
#include "appliance/cli/exact_output.hpp"
#include "policy/search.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

struct SearchArguments {
    std::string site;
    std::string from;
    std::string to;
    std::string role;
    std::string at;
    bool json = false;
};

Result<policy::CellScope> scope_of(const policy::Policy& policy, const SearchArguments& arguments) {
    policy::CellScope out;
    if (!arguments.from.empty() && !arguments.role.empty())
        return fail(ErrorCode::bad_input, "--from and --role are two sources", {}, "give one of them");
    if (arguments.from.empty() && arguments.role.empty() && arguments.to.empty())
        return fail(ErrorCode::bad_input, "search for what?", {}, "give --to, --from or --role");
    if (!arguments.from.empty()) out.from = TRY(policy::addresses_of(policy.site(), arguments.from));
    if (!arguments.to.empty()) out.to = TRY(policy::addresses_of(policy.site(), arguments.to));
    if (arguments.role.empty()) return out;
    out.from = TRY(policy::players_of(policy, arguments.role)).addresses;
    if (out.from.empty())
        return fail(ErrorCode::not_found, fmt::format("nobody plays {} at this site", arguments.role), {},
                    "bind the role to assets, or ask for an asset by --from");
    return out;
}

std::string search_text(const policy::Policy& policy, const policy::Search& search) {
    std::string out = fmt::format("policy {}: {} boxes\n", policy.short_id(), search.rows.size());
    for (const policy::Reach& reach : search.rows)
        out += fmt::format("{}\n    {}\n", row_text(reach.row, search.cells->names(), policy),
                           decision_text(reach.row.decisions[0], reach.deciding));
    return out;
}

std::string search_json(const policy::Policy& policy, const policy::Search& search, Timestamp at) {
    json::array boxes;
    for (const policy::Reach& reach : search.rows) {
        json::object row = row_json(reach.row, search.cells->names(), policy);
        for (auto& [key, value] : decision_json(reach.row.decisions[0], reach.deciding))
            row[key] = std::move(value);
        boxes.push_back(std::move(row));
    }
    json::object out;
    out["schema"] = "portolan-policy-search/1";
    out["policy"] = policy.short_id();
    out["at"] = at.text();
    out["boxes"] = std::move(boxes);
    return json::serialize(out) + "\n";
}

Result<int> search_policy(const SearchArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    const Timestamp at = TRY(asked_time(arguments.at));
    const policy::Search search = TRY(policy::search(policy, TRY(scope_of(policy, arguments)), at));
    TRY_VOID(print(arguments.json ? search_json(policy, search, at) : search_text(policy, search)));
    return kFine;
}

}  // namespace

void add_policy_search(CLI::App& policy, Action& chosen) {
    const auto arguments = std::make_shared<SearchArguments>();
    CLI::App* command = policy.add_subcommand(
        "search",
        "all that may reach an asset, or that an asset or a role may reach; every box, and what decides it");
    command->add_option("--site", arguments->site, "site file")->required();
    command->add_option("--to", arguments->to, "asset, address, prefix or range that is reached");
    command->add_option("--from", arguments->from, "asset, address, prefix or range that reaches");
    command->add_option("--role", arguments->role, "PRODUCT/ROLE whose players reach");
    command->add_option("--at", arguments->at, kAtHelp);
    command->add_flag("--json", arguments->json, "as JSON (portolan-policy-search/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return search_policy(*arguments); }; });
}

}  // namespace portolan::cli
