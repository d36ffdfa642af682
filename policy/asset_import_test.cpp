#include "policy/asset_merge.hpp"
#include "policy/asset_sources.hpp"
#include "policy/assets_csv.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using Kind = AssetChange::Kind;

std::string rows_text(const std::vector<AssetRow>& rows) {
    std::string out;
    for (const AssetRow& row : rows)
        out += row.name + " " + row.address.text() + " " + row.mac +
               (row.owner.empty() ? "" : " " + row.owner) + "\n";
    return out;
}

std::string read_text(AssetSource source, const std::string& content) {
    const Result<AssetRows> read = read_asset_rows(source, content, "in.txt");
    return read ? rows_text(read->rows) : read.error().text();
}

constexpr std::string_view kIsc =
    R"(# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
server-duid "\000\001}\"";
failover peer "a" state { my state normal at 4 2026/11/19 10:00:00; }
lease 10.0.0.5 {
  starts 4 2026/11/19 10:00:00;
  ends never;
  binding state active;
  next binding state free;
  hardware ethernet 02:00:0A:00:00:05;
  uid "\001{}";
  client-hostname "Print-PC";
  on expiry { set a = "}"; }
}
lease 10.0.0.6 {
  binding state active;
  hardware ethernet 02:00:0a:00:00:06;
}
lease 10.0.0.6 {
  binding state free;
}
lease 10.0.0.7 { binding state active; client-hostname "\"; DROP TABLE"; }
)";

TEST(AssetSources, IscLeases) {
    EXPECT_EQ(read_text(AssetSource::dhcp, std::string(kIsc)),
              "print-pc 10.0.0.5 02:00:0a:00:00:05\ndrop-table 10.0.0.7 \n");
    EXPECT_EQ(read_asset_rows(AssetSource::dhcp, std::string(kIsc), "in.txt")->skipped,
              std::vector<std::string>{"1 leases that are not active"});
}

TEST(AssetSources, DnsmasqLeases) {
    EXPECT_EQ(read_text(AssetSource::dhcp,
                        "1700000000 02:00:0a:00:00:05 10.0.0.5 Print-PC 01:02\n"
                        "0 02:00:0a:00:00:06 10.0.0.6 * *\n"
                        "duid 00:01:00:01\n"
                        "1700000000 1234567 2001:db8::5 print-pc 00:01\n"),
              "print-pc 10.0.0.5 02:00:0a:00:00:05\nhost-10-0-0-6 10.0.0.6 02:00:0a:00:00:06\nprint-pc "
              "2001:db8::5 \n");
    EXPECT_EQ(read_text(AssetSource::dhcp, ""), "");
}

TEST(AssetSources, NetboxAddressesAndDevices) {
    EXPECT_EQ(read_text(AssetSource::netbox,
                        "\"IP Address\",VRF,Status,Tenant,DNS name,Description\n"
                        "10.0.0.5/24,,Active,\"Print, Ltd\",print-pc.example,x\n"
                        "10.0.0.6/24,,Reserved,,,\n"
                        "2001:db8::7/64,,Active,,,\n"),
              "print-pc-example 10.0.0.5  Print, Ltd\nhost-2001-db8--7 2001:db8::7 \n");
    EXPECT_EQ(read_text(AssetSource::netbox,
                        "name,status,tenant,primary_ip4,mac_address\n"
                        "floor-1,active,it,10.0.8.1/22,02-00-0A-00-08-01\n"
                        "shelf,active,it,,\n"),
              "floor-1 10.0.8.1 02:00:0a:00:08:01 it\n");
}

TEST(AssetSources, BrokenFilesAreRefusedWithTheirPlace) {
    struct Row {
        AssetSource source;
        std::string content, where, message;
    };
    const std::string header = "name,address,mac,roles,owner\n";
    const std::vector<Row> rows = {
        {AssetSource::csv, "", "in.txt:1:1", ""},
        {AssetSource::csv, "name,address\n", "in.txt:", ""},
        {AssetSource::csv, header + "a,10.0.0.1,,,\nb,10.0.0.1\n", "in.txt:3:1", ""},
        {AssetSource::csv, header + "a,10.0.0.999,,,\n", "in.txt:2:3", ""},
        {AssetSource::csv, header + ",10.0.0.9,,,\n", "in.txt:2:1", "without a name"},
        {AssetSource::csv, header + "a,10.0.0.9,02:xx,,\n", "in.txt:2:12", "no MAC"},
        {AssetSource::csv, std::string("a\0b", 3), "in.txt:1:1", "control character 0x00"},
        {AssetSource::netbox, "name,address\na\xd2,10.0.0.3/24\n", "in.txt:2:1", "no UTF-8"},
        {AssetSource::dhcp, "hello world\n", "in.txt:1:1", "no lease"},
        {AssetSource::dhcp, "1700000000 02:00:00:00:00:01 10.0.0.x a *\n", "in.txt:1:30", "no address"},
        {AssetSource::dhcp, "lease 10.0.0 {\n}\n", "in.txt:1:7", "no address"},
        {AssetSource::dhcp, "lease 10.0.0.1 {\n  client-hostname \"a\n}\n", "in.txt:2:19", "does not end"},
        {AssetSource::dhcp, "lease 10.0.0.1 {\n  binding state active;\n", "in.txt:3:1", "is the file whole"},
        {AssetSource::dhcp, "lease 10.0.0.1 {\n  binding state }\n", "in.txt:2:17", "';' is missing"},
        {AssetSource::dhcp, "}\nlease 10.0.0.1 {\n}\n", "in.txt:1:1", "closes nothing"},
        {AssetSource::netbox, "name,status\na,active\n", "in.txt:1:1", "no column of addresses"},
        {AssetSource::netbox, "name,address\na,10.0.0.300/24\n", "in.txt:2:3", "no address"},
    };
    for (const Row& row : rows) {
        const Result<AssetRows> read = read_asset_rows(row.source, row.content, "in.txt");
        ASSERT_FALSE(read) << row.content;
        EXPECT_TRUE(read.error().where.starts_with(row.where)) << read.error().text() << "\n" << row.content;
        EXPECT_NE(read.error().text().find(row.message), std::string::npos) << read.error().text();
        EXPECT_FALSE(read.error().remedy.empty()) << read.error().text();
    }
}

TEST(AssetSources, NamesAndMacs) {
    const AddressRange address = *parse_address_range("10.0.0.5");
    EXPECT_EQ(asset_name_from("Büro PC\x1b[2J", address), "b-ro-pc-2j");
    EXPECT_EQ(asset_name_from("internet", address), "host-10-0-0-5");
    EXPECT_EQ(asset_name_from("10.0.0.9", address), "host-10-0-0-5");
    EXPECT_EQ(normal_mac("AABB.CCDD.EEFF"), "aa:bb:cc:dd:ee:ff");
    EXPECT_EQ(normal_mac("aa:bb:cc:dd:ee"), "");
    EXPECT_EQ(normal_mac("aa:bb:cc:dd:ee:fg"), "");
}

AssetRow row(const std::string& name, const char* address, const std::string& mac = "",
             const std::string& roles = "", const std::string& owner = "") {
    return {name, *parse_address_range(address), mac, roles, owner, "x:1:1"};
}

const std::string kMac = "02:00:00:00:00:05";

TEST(AssetMerge, AddedChangedConflictUnchanged) {
    struct Case {
        const char* name;
        AssetSource source;
        AssetRow imported;
        std::string kind;  // empty: unchanged
    };
    const std::vector<AssetRow> there = {row("print-pc", "10.0.0.5", kMac, "dca4:dca-agent", "it"),
                                         row("floor-1", "10.0.8.1")};
    const std::vector<Case> cases = {
        {"another machine", AssetSource::dhcp, row("new", "10.0.0.9"), "added"},
        {"the same", AssetSource::dhcp, row("print-pc", "10.0.0.5", kMac), ""},
        {"knows less", AssetSource::dhcp, row("host-10-0-0-5", "10.0.0.5"), ""},
        {"knows the MAC", AssetSource::dhcp, row("floor-1", "10.0.8.1", "02:00:00:00:08:01"), "changed"},
        {"another name there", AssetSource::dhcp, row("laptop", "10.0.0.5"), "conflict"},
        {"moved", AssetSource::dhcp, row("print-pc", "10.0.0.6", kMac), "changed"},
        {"a namesake", AssetSource::dhcp, row("print-pc", "10.0.0.6", "02:00:00:00:00:66"), "conflict"},
        {"its other family", AssetSource::dhcp, row("print-pc", "2001:db8::5"), "added"},
        {"a second address by hand", AssetSource::csv, row("print-pc", "10.0.0.6"), "added"},
        {"one more role", AssetSource::csv, row("print-pc", "10.0.0.5", "", "ksc:managed-device"), "changed"},
        {"roles it has", AssetSource::csv, row("print-pc", "10.0.0.5", "", "dca4:dca-agent"), ""},
    };
    for (const Case& each : cases) {
        const AssetMerge merge = merge_assets(there, {each.imported}, each.source);
        EXPECT_EQ(merge.changes.empty() ? "" : std::string(kind_name(merge.changes[0].kind)), each.kind)
            << each.name;
        EXPECT_EQ(merge.unchanged, each.kind.empty() ? 1U : 0U) << each.name;
        EXPECT_EQ(merge.rows.size(), each.kind == "added" ? 3U : 2U) << each.name;
        if (each.kind == "conflict") {
            EXPECT_EQ(rows_text(merge.rows), rows_text(there)) << each.name;
        }
    }
    EXPECT_EQ(merge_assets(there, {row("print-pc", "10.0.0.5", "", "ksc:managed-device dca4:dca-agent")},
                           AssetSource::csv)
                  .rows[0]
                  .roles,
              "dca4:dca-agent ksc:managed-device");
}

// The same file twice changes nothing the second time, and what is written is read back.
TEST(AssetMerge, IsSettledByOneRun) {
    const AssetRows leases = read_asset_rows(AssetSource::dhcp, std::string(kIsc), "in.txt").value();
    const AssetMerge once =
        merge_assets({row("a, \"b\"", "10.9.0.0/16", "", "", "x, \"y\"")}, leases.rows, AssetSource::dhcp);
    EXPECT_EQ(once.count(Kind::added), 2U);
    const std::string csv = assets_csv(once.rows);
    const Result<CsvAssets> loaded = parse_assets_csv(csv, "assets.csv");
    ASSERT_TRUE(loaded) << loaded.error().text() << csv;
    EXPECT_EQ(loaded->assets.front().name, "a, \"b\"");
    EXPECT_EQ(loaded->assets.front().owner, "x, \"y\"");
    const AssetRows again = read_asset_rows(AssetSource::csv, csv, "assets.csv").value();
    const AssetMerge twice = merge_assets(again.rows, leases.rows, AssetSource::dhcp);
    EXPECT_TRUE(twice.changes.empty());
    EXPECT_EQ(assets_csv(twice.rows), csv);
}

}  // namespace
}  // namespace portolan::policy
