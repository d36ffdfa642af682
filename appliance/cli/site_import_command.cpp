// portolan site import FILE --format csv|dhcp|netbox [--into assets.csv] [--dry-run]
#include "appliance/base/file.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/report/foreign_text.hpp"
#include "policy/asset_merge.hpp"
#include "policy/assets_csv.hpp"

#include <filesystem>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

using policy::AssetChange;
using policy::AssetSource;

constexpr std::uint64_t kMostBytes = 16U << 20U;
constexpr std::size_t kMostText = 80;  // characters of a name or an owner on the terminal

struct ImportArguments {
    std::string file;
    std::string format;
    std::string into = "assets.csv";
    bool dry_run = false;
};

std::string change_line(const AssetChange& change) {
    const policy::AssetRow& row = change.row;
    std::string out = fmt::format("{:<9} {:<24} {:<18} {:<18}", policy::kind_name(change.kind),
                                  report::shown(row.name, kMostText), row.address.text(), row.mac);
    if (!row.owner.empty() && change.kind == AssetChange::Kind::added)
        out += " " + report::shown(row.owner, kMostText);
    if (!change.what.empty()) out += " " + report::shown(change.what, 2 * kMostText);
    while (out.back() == ' ')
        out.pop_back();
    return out + "\n";
}

Result<std::vector<policy::AssetRow>> rows_there(const std::string& path) {
    if (!std::filesystem::exists(path)) return std::vector<policy::AssetRow>();
    const std::string content = TRY(read_file(path, kMostBytes));
    policy::AssetRows there = TRY(policy::read_asset_rows(AssetSource::csv, content, path));
    return std::move(there.rows);
}

Result<int> import_assets(const ImportArguments& arguments) {
    static const std::map<std::string, AssetSource> formats = {
        {"csv", AssetSource::csv}, {"dhcp", AssetSource::dhcp}, {"netbox", AssetSource::netbox}};
    const AssetSource source = formats.at(arguments.format);
    const policy::AssetRows imported =
        TRY(policy::read_asset_rows(source, TRY(read_file(arguments.file, kMostBytes)), arguments.file));
    const policy::AssetMerge merge =
        policy::merge_assets(TRY(rows_there(arguments.into)), imported.rows, source);
    std::string out;
    for (const AssetChange& change : merge.changes)
        out += change_line(change);
    for (const std::string& skipped : imported.skipped)
        out += "left out  " + skipped + "\n";
    const std::size_t conflicts = merge.count(AssetChange::Kind::conflict);
    out += fmt::format("{} added, {} changed, {} in conflict, {} unchanged",
                       merge.count(AssetChange::Kind::added), merge.count(AssetChange::Kind::changed),
                       conflicts, merge.unchanged);
    if (arguments.dry_run) {
        TRY_VOID(print(out + "; dry run, nothing is written\n"));
        return kFine;
    }
    TRY_VOID(print(out + "\n"));
    if (conflicts > 0)
        return fail(ErrorCode::bad_input,
                    fmt::format("{} rows are in conflict: nothing is written", conflicts), arguments.into,
                    "mend them on one side; --dry-run shows them");
    const std::string csv = policy::assets_csv(merge.rows);
    TRY_VOID(policy::parse_assets_csv(csv, arguments.into));  // no site gets a file that its loader refuses
    TRY_VOID(write_file(arguments.into, csv));
    return kFine;
}

}  // namespace

void add_site_import(CLI::App& site, Action& chosen) {
    const auto arguments = std::make_shared<ImportArguments>();
    CLI::App* import = site.add_subcommand(
        "import",
        "assets from a CSV file, DHCP leases or NetBox into the site's assets.csv; with conflicts nothing");
    import->add_option("FILE", arguments->file, "what the other system exported")->required();
    import
        ->add_option("--format", arguments->format,
                     "csv: name,address,mac,roles,owner; dhcp: leases of ISC dhcpd or dnsmasq; netbox: CSV "
                     "export of IP "
                     "addresses or devices")
        ->required()
        ->check(CLI::IsMember({"csv", "dhcp", "netbox"}));
    import->add_option("--into", arguments->into, "the site's file")->capture_default_str();
    import->add_flag("--dry-run", arguments->dry_run, "say what would change and write nothing");
    import->callback([arguments, &chosen] { chosen = [arguments] { return import_assets(*arguments);
};
}  // namespace portolan::cli
);
}

}  // namespace portolan::cli
