// portolan site lint FILE | example
#include "appliance/base/file.hpp"
#include "appliance/cli/command.hpp"

#include <memory>

#include <CLI/CLI.hpp>
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

Result<int> lint_site(const std::string& file) {
    const policy::Policy policy = TRY(load_policy(file));
    const policy::Site& site = policy.site();
    std::string out;
    for (const std::string& notice : site.notices)
        out += fmt::format("{}: note: {}\n", file, notice);
    for (const policy::CompiledProduct& product : policy.products())
        out +=
            fmt::format("{}: {} {} in {}: {} role bindings, {} parameters set\n", file, product.profile->id,
                        product.profile->version, product.site->enforce ? "enforce" : "observe",
                        product.site->roles.size(), product.parameters.size());
    out += fmt::format("{}: OK, site {} with {} zones, {} assets, {} products; policy {}\n", file, site.name,
                       site.zones.size(), site.assets.size(), site.products.size(), policy.short_id());
    TRY_VOID(print(out));
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

    const auto file = std::make_shared<std::string>();
    CLI::App* lint =
        site->add_subcommand("lint", "check a site file; says OK or file:line:column, what and how to mend");
    lint->add_option("FILE", *file, "site in YAML")->required();
    lint->callback([file, &chosen] { chosen = [file] { return lint_site(*file); }; });

    CLI::App* example = site->add_subcommand("example", "a small site to start from");
    example->callback([&chosen] { chosen = [] { return print_example(); }; });
}

}  // namespace portolan::cli
