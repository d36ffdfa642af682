// portolan site lint FILE | example    (import, suggest, template: files of their own)
#include "appliance/cli/command.hpp"
#include "appliance/cli/reach_table.hpp"
#include "profiles/profile_loader.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

constexpr std::string_view kExample = R"(schema: portolan-site/1
site: example
zones:
  outside: {interface: eno1, kind: routed, address: 198.51.100.2/30, gateway: 198.51.100.1, untrusted: true}
  inside:  {interface: eno3, kind: routed, address: 10.20.0.2/24, networks: [10.20.0.0/16], via: 10.20.0.1}
ungoverned: {default: observe}
assets:
  - {name: print-pc, address: 10.20.4.10, owner: it}
  - {name: floor-1, address: 10.20.8.21}
products:
  dca4:
    enforcement: observe
    roles: {dca-agent: [print-pc], printer: [floor-1]}
    options: {mode: strict, dwa: "off"}
    parameters: {printer_ranges: [10.20.8.0/22]}
)";

struct LintArguments {
    std::string file;
    bool json = false;
    bool reach = false;
};

// Those of the loader, and what local requirements still wait for: they work only where all of it is there.
std::vector<std::string> notices_of(const policy::Policy& policy) {
    std::vector<std::string> out = policy.site().notices;
    for (const policy::CompiledProduct& product : policy.products()) {
        if (!product.profile->id.starts_with(profiles::kLocalId)) continue;
        for (const profiles::Role& role : product.profile->roles)
            if (role.binds == profiles::Binds::assets && product.assets.at(role.id).empty())
                out.push_back(fmt::format("{}: nobody plays {}", product.profile->id, role.id));
        for (const profiles::Parameter& parameter : product.profile->parameters)
            if (!parameter.always && !product.parameters.contains(parameter.id))
                out.push_back(fmt::format("{}: {} is unset, which stops {}", product.profile->id,
                                          parameter.id, parameter.stops_without));
    }
    return out;
}

std::string lint_json(const std::string& file, const policy::Policy& policy) {
    boost::json::array notices;
    for (const std::string& notice : notices_of(policy))
        notices.emplace_back(notice);
    boost::json::array products;
    for (const policy::CompiledProduct& product : policy.products()) {
        boost::json::object row;
        row["id"] = product.profile->id;
        row["version"] = product.profile->version;
        row["enforcement"] = product.site->enforce ? "enforce" : "observe";
        row["role_bindings"] = product.site->roles.size();
        row["parameters_set"] = product.parameters.size();
        products.push_back(std::move(row));
    }
    boost::json::object out;
    out["schema"] = "portolan-site-lint/1";
    out["policy"] = policy.short_id();
    out["file"] = file;
    out["site"] = policy.site().name;
    out["zones"] = policy.site().zones.size();
    out["assets"] = policy.site().assets.size();
    out["products"] = std::move(products);
    out["notices"] = std::move(notices);
    out["reach"] = reach_json(policy);
    return boost::json::serialize(out) + "\n";
}

std::string lint_text(const std::string& file, const policy::Policy& policy) {
    const policy::Site& site = policy.site();
    std::string out;
    for (const std::string& notice : notices_of(policy))
        out += fmt::format("{}: note: {}\n", file, notice);
    for (const policy::CompiledProduct& product : policy.products())
        out +=
            fmt::format("{}: {} {} in {}: {} role bindings, {} parameters set\n", file, product.profile->id,
                        product.profile->version, product.site->enforce ? "enforce" : "observe",
                        product.site->roles.size(), product.parameters.size());
    out += reach_summary(policy, file);
    out += fmt::format("{}: OK, site {} with {} zones, {} assets, {} products; policy {}\n", file, site.name,
                       site.zones.size(), site.assets.size(), site.products.size(), policy.short_id());
    return out;
}

Result<int> lint_site(const LintArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.file));
    TRY_VOID(print(arguments.json ? lint_json(arguments.file, policy) : lint_text(arguments.file, policy)));
    if (arguments.reach && !arguments.json) TRY_VOID(print("\n" + reach_table(policy)));
    return kFine;
}

Result<int> print_example() {
    TRY_VOID(print(std::string(kExample)));
    return kFine;
}

}  // namespace

void add_site_command(CLI::App& app, Action& chosen) {
    CLI::App* site = app.add_subcommand("site", "one customer's zones, assets, roles, options");
    site->require_subcommand(1);

    const auto arguments = std::make_shared<LintArguments>();
    CLI::App* lint =
        site->add_subcommand("lint", "check a site file; says OK or file:line:column, what and how to mend");
    lint->add_option("FILE", arguments->file, "site in YAML")->required();
    lint->add_flag("--reach", arguments->reach, "list the reach of each requirement: inline, mirror or none");
    lint->add_flag("--json", arguments->json, "as JSON (portolan-site-lint/1)");
    lint->callback([arguments, &chosen] { chosen = [arguments] { return lint_site(*arguments); }; });

    CLI::App* example = site->add_subcommand("example", "a small site to start from");
    example->callback([&chosen] { chosen = [] { return print_example(); }; });
    add_site_import(*site, chosen);
    add_site_suggest(*site, chosen);
    add_site_template(*site, chosen);
}

}  // namespace portolan::cli
