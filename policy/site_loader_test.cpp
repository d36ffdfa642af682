#include "policy/site_loader.hpp"

#include "appliance/base/file.hpp"
#include "policy/admit.hpp"
#include "policy/policy.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

std::vector<profiles::Profile> library() {
    return {profiles::parse_profile(kTestProfile, "demo.yaml").value()};
}

std::string with(std::string_view from, std::string_view to) {
    std::string site(kTestSite);
    const std::size_t at = site.find(from);
    if (at == std::string::npos) panic("the test site has no such text");
    return site.replace(at, from.size(), to);
}

TEST(SiteLoader, ReadsTheSite) {
    const Result<Site> site = parse_site(kTestSite, "site.yaml", library());
    ASSERT_TRUE(site) << site.error().text();
    EXPECT_EQ(site->zones.size(), 2U);
    EXPECT_TRUE(site->zones[0].untrusted);
    EXPECT_EQ(site->zone_of(*Address::parse("10.1.8.1"))->id, "inside");
    EXPECT_EQ(site->zone_of(*Address::parse("10.2.0.1")), nullptr);
    EXPECT_EQ(site->products.front().roles.size(), 5U);
    EXPECT_FALSE(site->products.front().enforce);
}

struct BadSite {
    const char* name;
    std::string yaml;
    const char* where;
    const char* message;
};

TEST(SiteLoader, RefusesWithPlaceAndRemedy) {
    const std::vector<BadSite> cases = {
        {"unknown top key", with("site: test", "site: test\nzone: {}"), "site.yaml:3:1",
         "unknown key 'zone'"},
        {"wrong schema", with("portolan-site/1", "portolan-site/7"), "site.yaml:1:9",
         "is not portolan-site/1"},
        {"no zones",
         with("zones:\n  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, untrusted: true}\n "
              " inside: {interface: e2, kind: routed, address: 10.1.0.1/16}\n",
              "zones: {}\n"),
         "site.yaml:3:8", "needs a zone"},
        {"unknown zone kind", with("kind: routed", "kind: bridged"), "site.yaml:4:", "no kind of zone"},
        {"zone without address", with(", address: 198.51.100.2/30", ""), "site.yaml:4:3", "has no address"},
        {"address without length", with("198.51.100.2/30", "198.51.100.2"),
         "site.yaml:4:", "no prefix length"},
        {"overlapping zones", with("198.51.100.2/30", "10.1.5.1/24"), "site.yaml:5:3",
         "both hold 10.1.5.0/24"},
        {"reserved zone name", with("  outside:", "  internet:"), "site.yaml:4:3", "reserved"},
        {"reserved asset name", with("name: agent-1", "name: internet"), "site.yaml:7:5", "reserved"},
        {"asset twice", with("name: floor-2", "name: floor-1"), "site.yaml:9:5", "stands twice"},
        {"bad asset address", with("10.1.8.1}", "10.1.8.300}"), "site.yaml:8:", "not an IP address"},
        {"asset without address", with(", address: 10.1.8.1}", "}"), "site.yaml:8:5", "'address' is missing"},
        {"unknown product", with("  demo:\n", "  dmo:\n"), "site.yaml:13:3", "no profile 'dmo'"},
        {"unknown role", with("agent: [agent-1]", "agnt: [agent-1]"), "site.yaml:14:13", "no role 'agnt'"},
        {"unknown asset", with("agent: [agent-1]", "agent: [agent-2]"), "site.yaml:14:21",
         "no asset 'agent-2'"},
        {"unknown parameter", with("ranges: [", "rangs: ["), "site.yaml:15:18", "no parameter 'rangs'"},
        {"bad parameter", with("10.1.8.0/24", "10.1.8.1/24"), "site.yaml:15:", "host bits"},
        {"unknown option", with("wide: \"on\"", "wid: \"on\""), "site.yaml:16:15", "no option 'wid'"},
        {"unknown option value", with("wide: \"on\"", "wide: maybe"), "site.yaml:16:", "'maybe'"},
        {"bare option value", with("wide: \"on\"", "wide: on"), "site.yaml:16:21", "bare on"},
        {"unknown enforcement", with("  demo:\n", "  demo:\n    enforcement: block\n"), "site.yaml:14:18",
         "no enforcement"},
        {"ungoverned word", with("assets:", "ungoverned: deny\nassets:"), "site.yaml:6:13",
         "no way to treat"},
        {"ungoverned pair", with("assets:", "ungoverned: {\"inside > outside\": pass}\nassets:"),
         "site.yaml:6:14", "no pair of zones"},
        {"dns zone", with("assets:", "dns: {dmz: {way: gate}}\nassets:"), "site.yaml:6:7", "no zone 'dmz'"},
        {"dns way", with("assets:", "dns: {inside: {way: magic}}\nassets:"), "site.yaml:6:21", "no DNS way"},
        {"forwarder without resolvers", with("assets:", "dns: {inside: {way: forwarder}}\nassets:"),
         "site.yaml:6:15", "needs its resolvers"},
        {"exception ends early",
         with("products:",
              "exceptions: [{id: EX-1, from: desk-1, to: 203.0.113.9, protocol: tcp, ports: [1], reason: r, "
              "owner: o, valid_from: 2026-12-02, valid_until: 2026-12-01}]\nproducts:"),
         "site.yaml:12:", "ends before it begins"},
        {"exception that looks like a requirement",
         with("products:",
              "exceptions: [{id: DEMO-001, from: desk-1, to: 203.0.113.9, protocol: tcp, ports: [1], reason: "
              "r, owner: o, valid_from: 2026-12-01, valid_until: 2026-12-02}]\nproducts:"),
         "site.yaml:12:", "begins with EX-"},
        {"exception twice",
         with("products:",
              "exceptions:\n"
              "  - {id: EX-1, from: desk-1, to: 203.0.113.9, protocol: tcp, ports: [1], reason: r, owner: o, "
              "valid_from: 2026-12-01, valid_until: 2026-12-02}\n"
              "  - {id: EX-1, from: desk-1, to: 203.0.113.9, protocol: tcp, ports: [2], reason: r, owner: o, "
              "valid_from: 2026-12-01, valid_until: 2026-12-02}\nproducts:"),
         "site.yaml:14:", "stands twice"},
        {"exception of nobody",
         with("products:",
              "exceptions: [{id: EX-1, from: nobody, to: 203.0.113.9, protocol: tcp, ports: [1], reason: r, "
              "owner: o, valid_from: 2026-12-01, valid_until: 2026-12-02}]\nproducts:"),
         "site.yaml:12:", "neither an asset nor an address"},
        {"exception without ports",
         with("products:",
              "exceptions: [{id: EX-1, from: desk-1, to: 203.0.113.9, protocol: tcp, reason: r, owner: o, "
              "valid_from: 2026-12-01, valid_until: 2026-12-02}]\nproducts:"),
         "site.yaml:12:", "needs its ports"},
        {"next hop elsewhere", with("10.1.0.1/16}", "10.1.0.1/16, via: 10.2.0.1}"),
         "site.yaml:5:", "not in the zone's own network"},
        {"interface twice", with("interface: e2", "interface: e1"), "site.yaml:5:3",
         "share the interface e1"},
        {"interface name", with("interface: e2", "interface: \"e2; x\""), "site.yaml:5:23",
         "no interface name"},
        {"assets elsewhere",
         "schema: portolan-site/1\nsite: t\nzones: {a: {interface: e, kind: mirror}}\nassets: {file: "
         "/dev/stdin}\nproducts: {}\n",
         "site.yaml:4:16", "not beside or below"},
        {"local climbs", with("products:", "local: [a/../../x.yaml]\nproducts:"), "site.yaml:12:9",
         "not beside or below"},
        {"local file missing", with("products:", "local: [nowhere.yaml]\nproducts:"), "site.yaml:12:9",
         "no file 'nowhere.yaml' beside the site"},
        {"assets file missing",
         "schema: portolan-site/1\nsite: t\nzones: {a: {interface: e, kind: mirror}}\nassets: {file: "
         "nowhere.csv}\nproducts: {}\n",
         "site.yaml:4:16", "no file 'nowhere.csv' beside the site"},
    };
    for (const BadSite& bad : cases) {
        const Result<Site> site = parse_site(bad.yaml, "site.yaml", library());
        ASSERT_FALSE(site) << bad.name;
        EXPECT_TRUE(site.error().where.starts_with(bad.where)) << bad.name << ": " << site.error().text();
        EXPECT_NE(site.error().message.find(bad.message), std::string::npos)
            << bad.name << ": " << site.error().text();
        EXPECT_FALSE(site.error().remedy.empty()) << bad.name;
    }
}

TEST(SiteLoader, MirrorsMayRepeatANetwork) {
    const Result<Site> site = parse_site(
        with("zones:\n", "zones:\n  core: {interface: e4, kind: mirror, networks: [10.1.0.0/16]}\n"),
        "site.yaml", library());
    ASSERT_TRUE(site) << site.error().text();
    EXPECT_EQ(site->zone_of(*Address::parse("10.1.8.1"))->id, "inside");
}

class SiteFolder : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("portolan-site-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Result<Site> load(const std::string& csv) {
        std::string site(kTestSite);
        const std::size_t begin = site.find("assets:\n");
        site.replace(begin, site.find("products:") - begin, "assets: {file: assets.csv}\n");
        site.replace(site.find("    roles:"), site.find("    parameters:") - site.find("    roles:"), "");
        EXPECT_TRUE(write_file((folder_ / "site.yaml").string(), site));
        EXPECT_TRUE(write_file((folder_ / "assets.csv").string(), csv));
        return load_site((folder_ / "site.yaml").string(), library());
    }
    std::filesystem::path folder_;
};

TEST_F(SiteFolder, AssetsAndRolesComeFromCsv) {
    const Result<Site> site = load(
        "name,address,mac,roles,owner\nagent-1,10.1.0.10,,demo:agent,\"IT, "
        "print\"\nfloor,10.1.8.0/24,,demo:printer,\nfloor,10.1.9.9,,,\n");
    ASSERT_TRUE(site) << site.error().text();
    EXPECT_EQ(site->assets.size(), 2U);
    EXPECT_EQ(site->asset("agent-1")->owner, "IT, print");
    EXPECT_EQ(site->asset("floor")->addresses.size(), 2U);
    EXPECT_EQ(site->products.front().roles,
              (std::vector<RoleBinding>{{"agent", "agent-1"}, {"printer", "floor"}}));
}

TEST_F(SiteFolder, BadCsvNamesItsLine) {
    const std::vector<std::pair<std::string, const char*>> cases = {
        {"name,address\na,10.1.0.1\n", "assets.csv"},
        {"name,address,mac,roles,owner\na,10.1.0.1\n", "assets.csv"},
        {"name,address,mac,roles,owner\na,10.1.0.300,,,\n", "assets.csv:2:1"},
        {"name,address,mac,roles,owner\na,10.1.0.1,,agent,\n", "assets.csv:2:1"},
        {"name,address,mac,roles,owner\na,10.1.0.1,,demo:agnt,\n", "assets.csv:2:1"},
        {"name,address,mac,roles,owner\na,10.1.0.1,,ksc:database,\n", "assets.csv:2:1"},
        {"name,address,mac,roles,owner\n,10.1.0.1,,,\n", "assets.csv:2:1"},
        {"", "assets.csv"},
    };
    for (const auto& [csv, where] : cases) {
        const Result<Site> site = load(csv);
        ASSERT_FALSE(site) << csv;
        EXPECT_NE(site.error().where.find(where), std::string::npos) << site.error().text();
        EXPECT_FALSE(site.error().remedy.empty()) << site.error().text();
    }
}

std::string local_file(const std::string& id, const std::string& owner = "network-team") {
    return "schema: portolan-local/1\nowner: " + owner +
           "\nticket: \"4711\"\nreview_by: 2027-01-01\nroles: {member: {binds: assets, governed: false}}\n"
           "parameters: {p: {type: port-list, default: unset, stops_without: all}}\nrequirements:\n"
           "  - {id: " +
           id +
           ", kind: flow, level: required, lines: \"-\", quote: our own, from: member, to: internet, "
           "protocol: udp, ports: [123]}\n"
           "  - {id: " +
           id +
           "P, kind: flow, level: required, lines: \"-\", quote: our own, from: member, to: internet, "
           "protocol: udp, ports: [$p]}\n";
}

TEST_F(SiteFolder, LocalRequirementsAreAProductOfTheirOwn) {
    const auto loaded = [&](const std::string& local) {
        EXPECT_TRUE(write_file((folder_ / "site.yaml").string(), with("products:", local + "products:")));
        return load_site((folder_ / "site.yaml").string(), library());
    };
    ASSERT_TRUE(write_file((folder_ / "time.yaml").string(), local_file("LOC-001")));
    ASSERT_TRUE(write_file((folder_ / "more.yaml").string(), local_file("LOC-002")));
    ASSERT_TRUE(write_file((folder_ / "same.yaml").string(), local_file("LOC-001")));
    ASSERT_TRUE(write_file((folder_ / "open.yaml").string(), local_file("LOC-009", "unset")));

    const Result<Site> site =
        loaded("local: [{file: time.yaml, roles: {member: [agent-1]}, parameters: {p: [124]}}, more.yaml]\n");
    ASSERT_TRUE(site) << site.error().text();
    ASSERT_EQ(site->local.size(), 2U);
    EXPECT_EQ(site->products.back().id, "local-more");
    const Policy policy = Policy::compile(library(), *site).value();
    ASSERT_EQ(policy.products().size(), 3U);
    EXPECT_EQ(policy.products()[1].profile->id, "local-time");
    const auto verdict_at = [&](const char* from, std::uint16_t port) {
        return admit(policy,
                     {*Address::parse(from), *Address::parse("192.0.2.9"), Protocol::udp, port, "", {}, {}})
            .id;
    };
    EXPECT_EQ(verdict_at("10.1.0.10", 123), "LOC-001");
    EXPECT_EQ(verdict_at("10.1.0.10", 124), "LOC-001P");
    EXPECT_NE(verdict_at("10.1.0.10", 125), "LOC-001P");
    EXPECT_NE(verdict_at("10.1.0.77", 123), "LOC-001");

    for (const auto& [local, message] : std::vector<std::pair<std::string, std::string>>{
             {"local: [time.yaml, same.yaml]\n", "LOC-001 stands in two files"},
             {"local: open.yaml\n", "owner is still open"},
             {"local: [{file: time.yaml, roles: {member: [nobody]}}]\n", "no asset 'nobody'"},
             {"local: [{file: time.yaml, rules: {}}]\n", "unknown key 'rules'"}}) {
        const Result<Site> broken = loaded(local);
        ASSERT_FALSE(broken) << local;
        EXPECT_NE(broken.error().text().find(message), std::string::npos) << broken.error().text();
        EXPECT_NE(broken.error().where.find(".yaml:"), std::string::npos) << broken.error().text();
        EXPECT_FALSE(broken.error().remedy.empty()) << broken.error().text();
    }
}

}  // namespace
}  // namespace portolan::policy
