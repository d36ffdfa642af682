#include "policy/accepted_blocks.hpp"

#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

const std::string kWhy = ", reason: r, owner: o}";

std::string site_with(const std::string& blocks) {
    return std::string(kTestSite) + "accepted_blocks:\n" + blocks + "\n";
}

Attempt attempt(const char* from, const char* to, std::uint16_t port, std::vector<std::string> names = {}) {
    return {*Address::parse(from), *Address::parse(to), Protocol::tcp, port, {}, std::move(names), {}, {}};
}

TEST(AcceptedBlocks, SpeakOfTheirEndsAndPorts) {
    const Policy policy = test_policy(site_with(
        "  - {id: AB-1, from: agent-1, to: 203.0.113.0/24, protocol: tcp, ports: [8443, 9000-9010]" + kWhy +
        "\n  - {id: AB-2, from: agent-1, to: \"*.tracker.example\", protocol: tcp, ports: [443]" + kWhy +
        "\n  - {id: AB-3, from: internet, to: agent-1, protocol: tcp, ports: [22]" + kWhy +
        "\n  - {id: AB-4, from: agent-1, to: 10.1.8.0/24, protocol: icmp" + kWhy));
    const AcceptedBlocks blocks(policy);
    struct Row {
        const char* name;
        Attempt attempt;
        const char* id;  // "" = none
    };
    const std::vector<Row> rows = {
        {"address and port", attempt("10.1.0.10", "203.0.113.9", 9005), "AB-1"},
        {"port beside", attempt("10.1.0.10", "203.0.113.9", 9011), ""},
        {"address beside", attempt("10.1.0.10", "203.0.114.1", 9005), ""},
        {"another source", attempt("10.1.0.11", "203.0.113.9", 9005), ""},
        {"name", attempt("10.1.0.10", "198.51.100.77", 443, {"a.tracker.example"}), "AB-2"},
        {"the apex is not below itself", attempt("10.1.0.10", "198.51.100.77", 443, {"tracker.example"}), ""},
        {"no name", attempt("10.1.0.10", "198.51.100.77", 443), ""},
        {"from the Internet", attempt("8.8.8.8", "10.1.0.10", 22), "AB-3"},
        {"from inside", attempt("10.1.0.77", "10.1.0.10", 22), ""},
    };
    for (const Row& row : rows) {
        const AcceptedBlock* block = blocks.covering(row.attempt);
        EXPECT_EQ(block == nullptr ? "" : block->id, row.id) << row.name;
    }
    Attempt udp = rows[0].attempt;
    udp.protocol = Protocol::udp;
    EXPECT_EQ(blocks.covering(udp), nullptr);
    Attempt ping = attempt("10.1.0.10", "10.1.8.1", 0);
    ping.protocol = Protocol::icmp;
    ASSERT_NE(blocks.covering(ping), nullptr);
    EXPECT_EQ(blocks.covering(ping)->id, "AB-4");
}

TEST(AcceptedBlocks, ArePartOfThePolicy) {
    const std::string block =
        "  - {id: AB-1, from: agent-1, to: 203.0.113.9, protocol: tcp, ports: [8443]" + kWhy;
    std::string other = block;
    other.replace(other.find("8443"), 4, "8444");
    EXPECT_NE(test_policy(site_with(block)).id(), test_policy().id());
    EXPECT_NE(test_policy(site_with(block)).id(), test_policy(site_with(other)).id());
}

TEST(AcceptedBlocks, AreRefusedWithPlaceAndRemedy) {
    struct Row {
        const char* name;
        std::string block;
        const char* where;
        const char* message;
    };
    const std::string service = ", protocol: tcp, ports: [1]";
    const std::vector<Row> rows = {
        {"id", "  - {id: EX-1, from: agent-1, to: desk-1" + service + kWhy, "site.yaml:18:10",
         "begins with AB-"},
        {"unknown key", "  - {id: AB-1, form: agent-1, to: desk-1" + service + kWhy, "site.yaml:18:16",
         "unknown key 'form'"},
        {"end", "  - {id: AB-1, from: agent-7, to: desk-1" + service + kWhy, "site.yaml:18:22",
         "neither an asset nor an address"},
        {"a source has no name", "  - {id: AB-1, from: a.example, to: desk-1" + service + kWhy,
         "site.yaml:18:22", "neither an asset nor an address"},
        {"an address with a slip", "  - {id: AB-1, from: agent-1, to: 203.0.113.900" + service + kWhy,
         "site.yaml:18:35", "neither an asset nor an address"},
        {"no ports", "  - {id: AB-1, from: agent-1, to: desk-1, protocol: udp" + kWhy, "site.yaml:18:5",
         "needs its ports"},
        {"ports of icmp", "  - {id: AB-1, from: agent-1, to: desk-1, protocol: icmp, ports: [1]" + kWhy,
         "site.yaml:18:", "icmp has no ports"},
        {"protocol", "  - {id: AB-1, from: agent-1, to: desk-1, protocol: gre" + kWhy,
         "site.yaml:18:", "names one protocol"},
        {"no reason", "  - {id: AB-1, from: agent-1, to: desk-1" + service + ", owner: o}",
         "site.yaml:18:", "'reason' is missing"},
        {"twice",
         "  - {id: AB-1, from: agent-1, to: desk-1" + service + kWhy +
             "\n  - {id: AB-1, from: agent-1, to: desk-1" + service + kWhy,
         "site.yaml:19:5", "stands twice"},
    };
    const std::vector<profiles::Profile> library = {
        profiles::parse_profile(kTestProfile, "demo.yaml").value()};
    for (const Row& row : rows) {
        const Result<Site> site = parse_site(site_with(row.block), "site.yaml", library);
        ASSERT_FALSE(site) << row.name;
        EXPECT_EQ(site.error().where.substr(0, std::string(row.where).size()), row.where) << row.name;
        EXPECT_NE(site.error().message.find(row.message), std::string::npos)
            << row.name << ": " << site.error().text();
        EXPECT_NE(site.error().remedy, "") << row.name;
    }
}

TEST(OutOfReach, NamesRequirementsAndAReason) {
    const std::vector<profiles::Profile> library = {
        profiles::parse_profile(kTestProfile, "demo.yaml").value()};
    const auto with = [&](const std::string& text) {
        std::string site(kTestSite);
        return parse_site(site + "    out_of_reach: " + text + "\n", "site.yaml", library);
    };
    EXPECT_TRUE(with("{requirements: [DEMO-001], reason: r}"));
    const Result<Site> unknown = with("{requirements: [DEMO-0001], reason: r}");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().where, "site.yaml:17:35");
    EXPECT_FALSE(with("{requirements: [DEMO-001]}"));
    EXPECT_FALSE(with("[DEMO-001]"));
}

}  // namespace
}  // namespace portolan::policy
