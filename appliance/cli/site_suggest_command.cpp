// portolan site suggest CAPTURE... [--site SITE] [--format table|yaml]
#include "appliance/cli/command.hpp"
#include "policy/asset_sources.hpp"
#include "policy/role_suggestion.hpp"
#include "policy/site_loader.hpp"
#include "probes/passive/recorder.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

using policy::Confidence;
using policy::RoleSuggestion;

struct SuggestArguments {
    std::vector<std::string> captures;
    std::string site;
    std::string format;
};

// A suggestion in the words of the site: the asset at the address, or a name made of the address.
struct Named {
    const RoleSuggestion* suggestion = nullptr;
    std::string asset;
    bool known = false;  // the site has the asset
    bool bound = false;  // and binds it to the role already
};

const policy::Asset* asset_at(const policy::Site& site, const Address& address) {
    for (const policy::Asset& asset : site.assets)
        for (const AddressRange& range : asset.addresses)
            if (range.contains(address)) return &asset;
    return nullptr;
}

bool is_bound(const policy::Site& site, const RoleSuggestion& suggestion, const std::string& asset) {
    for (const policy::ProductSite& product : site.products)
        for (const policy::RoleBinding& binding : product.roles)
            if (product.id == suggestion.profile->id && binding.role == suggestion.role &&
                binding.asset == asset)
                return true;
    return false;
}

std::vector<Named> named(const std::vector<RoleSuggestion>& suggestions,
                         const std::optional<policy::Site>& site) {
    std::vector<Named> out;
    for (const RoleSuggestion& each : suggestions) {
        Named row{&each, policy::asset_name_from("", {each.address, each.address}), false, false};
        if (const policy::Asset* asset = site ? asset_at(*site, each.address) : nullptr) {
            row.asset = asset->name;
            row.known = true;
            row.bound = is_bound(*site, each, asset->name);
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::string table(const std::vector<Named>& rows) {
    std::string out =
        fmt::format("{:<18} {:<18} {:<34} {:<7} {}\n", "ADDRESS", "ASSET", "ROLE", "SURE", "EVIDENCE");
    for (const Named& row : rows) {
        const RoleSuggestion& each = *row.suggestion;
        std::string first =
            fmt::format("{:<18} {:<18} {:<34} {:<7} ", each.address.text(), row.known ? row.asset : "-",
                        each.profile->id + ":" + each.role + (row.bound ? " (bound)" : ""),
                        policy::confidence_name(each.confidence));
        const std::string indent(first.size(), ' ');
        for (const policy::RoleEvidence& evidence : each.evidence) {
            out += fmt::format("{}{} {}, {} {}\n", first, evidence.requirement->id, evidence.seen,
                               evidence.flows, evidence.flows == 1 ? "flow" : "flows");
            first = indent;
        }
    }
    return out;
}

// What may be pasted into a site: new assets, and what is not bound yet of the surest suggestions of a
// machine, all of one product.
std::string snippet(const std::vector<Named>& rows) {
    std::map<std::string, std::string> assets;
    std::map<std::string, std::map<std::string, std::vector<std::string>>> products;
    std::map<Address, const RoleSuggestion*> surest;
    for (const Named& row : rows) {
        const RoleSuggestion* best = surest.emplace(row.suggestion->address, row.suggestion).first->second;
        const bool other =
            best->profile != row.suggestion->profile || best->confidence != row.suggestion->confidence;
        if (row.bound || other || row.suggestion->confidence == Confidence::low) continue;
        if (!row.known) assets[row.asset] = row.suggestion->address.text();
        std::vector<std::string>& players = products[row.suggestion->profile->id][row.suggestion->role];
        if (std::find(players.begin(), players.end(), row.asset) == players.end())
            players.push_back(row.asset);
    }
    std::string out = "# Suggested by recorded traffic; look at the evidence before you use it.\n";
    if (products.empty()) return out + "# Nothing sure enough, or all of it is bound already.\n";
    if (!assets.empty()) out += "assets:\n";
    for (const auto& [name, address] : assets)
        out += fmt::format("  - {{name: {}, address: \"{}\"}}\n", name, address);
    out += "products:\n";
    for (const auto& [product, roles] : products) {
        out += fmt::format("  {}:\n    roles:\n", product);
        for (const auto& [role, players] : roles)
            out += fmt::format("      {}: [{}]\n", role, fmt::join(players, ", "));
    }
    return out;
}

Result<int> suggest(const SuggestArguments& arguments) {
    const std::vector<profiles::Profile> library = TRY(shipped_profiles());
    std::optional<policy::Site> site;
    if (!arguments.site.empty()) site = TRY(policy::load_site(arguments.site, library));
    const evidence::Recording recording = TRY(passive::record_files(arguments.captures, {}));
    const std::vector<RoleSuggestion> suggestions = policy::suggest_roles(recording, library);
    const std::vector<Named> rows = named(suggestions, site);
    if (arguments.format != "yaml") TRY_VOID(print(table(rows)));
    if (arguments.format.empty()) TRY_VOID(print("\n"));
    if (arguments.format != "table") TRY_VOID(print(snippet(rows)));
    return kFine;
}

}  // namespace

void add_site_suggest(CLI::App& site, Action& chosen) {
    const auto arguments = std::make_shared<SuggestArguments>();
    CLI::App* command = site.add_subcommand("suggest",
                                            "who looks like which role in recorded traffic, with the "
                                            "evidence; as a table and as YAML for the site");
    command->add_option("CAPTURE", arguments->captures, "pcap or pcapng files, read as one recording")
        ->required();
    command->add_option("--site", arguments->site,
                        "site file, for the names of its assets and what is bound already");
    command->add_option("--format", arguments->format, "table or yaml alone")
        ->check(CLI::IsMember({"table", "yaml"}));
    command->callback([arguments, &chosen] { chosen = [arguments] { return suggest(*arguments); }; });
}

}  // namespace portolan::cli
