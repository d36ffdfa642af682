// Assertions: strict to read, and held over all addresses, ports and names.
#include "policy/assertion_check.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/library.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

std::string file_of(const std::string& lines) {
    return "schema: portolan-assertions/1\nassertions:\n" + lines;
}

AssertionCheck check(const Policy& policy, const std::vector<Assertion>& assertions) {
    Result<AssertionCheck> out = check_assertions(policy, assertions);
    if (!out) panic(out.error().text());
    return std::move(*out);
}

std::vector<Assertion> one(const std::string& body) {
    return *parse_assertions(file_of("  - {name: a, " + body + "}\n"), "a.yaml");
}

TEST(Assertions, HoldOrBreakWithAWitness) {
    struct Case {
        const char* what;
        const char* body;
        const char* reason;  // empty: it holds
        const char* witness;
    };
    const Case cases[] = {
        {"nobody calls the agent", "from: 0.0.0.0/0, to: agent-1, protocol: any, must: deny", "", ""},
        {"all players of a role",
         "from: demo/agent, to: demo/printer, protocol: udp, ports: [161], must: allow", "", ""},
        {"decided by",
         "from: agent-1, to: floor-1, protocol: udp, ports: [161], must: allow, requirement: DEMO-001", "",
         ""},
        {"decided by another",
         "from: agent-1, to: floor-1, protocol: udp, ports: [161], must: allow, requirement: DEMO-002",
         "is not decided by DEMO-002", "10.1.0.10 -> 10.1.8.1 udp/161"},
        {"one address of a prefix is not documented",
         "from: agent-1, to: 10.1.8.0-10.1.8.3, protocol: udp, ports: [161], must: allow", "is denied",
         "10.1.0.10 -> 10.1.8.0 udp/161"},
        {"one port of two", "from: agent-1, to: floor-1, protocol: udp, ports: [161-162], must: allow",
         "is denied", "10.1.0.10 -> 10.1.8.1 udp/162"},
        {"a name", "from: agent-1, to: cloud.demo.example, protocol: tcp, ports: [443], must: allow", "", ""},
        {"names below", "from: agent-1, to: '**.demo.example', protocol: tcp, ports: [443], must: allow", "",
         ""},
        {"names above", "from: agent-1, to: '*.example.org', protocol: tcp, ports: [443], must: allow",
         "is denied", "10.1.0.10 -> 203.0.113.77 tcp/443"},
        {"a name nobody documents", "from: agent-1, to: news.example, protocol: tcp, must: deny", "", ""},
        {"a documented name may lead to the address",
         "from: agent-1, to: 203.0.113.0/24, protocol: tcp, ports: [443], must: deny", "is let through",
         "10.1.0.10 -> 203.0.113.77 (cloud.demo.example) tcp/443"},
        {"a name that opens what its address would not",
         "from: agent-1, to: other.demo.example, protocol: tcp, must: deny", "is let through",
         "10.1.0.10 -> 203.0.113.77 (other.demo.example) tcp/443"},
        {"another port of the same",
         "from: agent-1, to: 203.0.113.0/24, protocol: tcp, ports: [444], must: deny", "", ""},
        {"a role that is addressless", "from: demo/cloud, to: agent-1, protocol: any, must: deny",
         "nobody plays demo/cloud", ""},
        {"families", "from: agent-1, to: '2001:db8::1', protocol: tcp, must: deny",
         "its ends have no address family in common", ""},
    };
    const Policy policy = test_policy();
    for (const Case& each : cases) {
        const std::vector<Assertion> assertions = one(each.body);
        const AssertionCheck found = check(policy, assertions);
        ASSERT_EQ(found.broken.size(), *each.reason == '\0' ? 0U : 1U) << each.what;
        if (found.broken.empty()) continue;
        EXPECT_EQ(found.broken[0].reason, each.reason) << each.what;
        const std::string witness =
            found.broken[0].boxes.empty() ? "" : found.broken[0].boxes[0].witnesses[0].text();
        EXPECT_EQ(witness, each.witness) << each.what;
    }
}

TEST(Assertions, AnOptionThatClosesANameBreaksThem) {
    const std::vector<Assertion> assertions =
        one("from: agent-1, to: '**.demo.example', protocol: tcp, ports: [443], must: allow");
    EXPECT_TRUE(hold_assertions(test_policy(), assertions));
    const Result<void> held = hold_assertions(test_policy(narrow_site()), assertions);
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().where, "a.yaml:3:5");
    EXPECT_NE(held.error().message.find("'a' does not hold: 10.1.0.10 -> "), std::string::npos)
        << held.error().message;
}

TEST(Assertions, EndsThatNobodyIsAreErrorsWithTheirPlace) {
    for (const char* body : {"from: agent-7, to: floor-1, protocol: tcp, must: deny",
                             "from: agent-1, to: demo/cook, protocol: tcp, must: deny",
                             "from: cook/agent, to: floor-1, protocol: tcp, must: deny",
                             "from: cloud.demo.example, to: floor-1, protocol: tcp, must: deny"}) {
        const std::vector<Assertion> assertions = one(body);
        const Result<AssertionCheck> found = check_assertions(test_policy(), assertions);
        ASSERT_FALSE(found) << body;
        EXPECT_EQ(found.error().where, "a.yaml:3:5") << body;
        EXPECT_FALSE(found.error().remedy.empty()) << body;
    }
}

// A site may name its file; then it travels with the site (roles/policy_source.cpp) and is held at each
// apply.
TEST(Assertions, OfASiteHoldInOneModeAndNotInTheOther) {
    const std::vector<profiles::Profile> library = *profiles::load_library(*profiles::library_folder());
    const auto load = [&](const std::string& name) {
        Result<Site> site = load_site(PORTOLAN_SOURCE_DIR "/tests/data/analysis/" + name, library);
        if (!site) panic(site.error().text());
        return std::move(*site);
    };
    const Site strict = load("strict.yaml");
    const std::vector<Assertion> assertions = strict.assertions;
    ASSERT_EQ(assertions.size(), 4U);
    EXPECT_EQ(strict.files, std::vector<std::string>{"assertions.yaml"});
    EXPECT_TRUE(hold_assertions(*Policy::compile(library, strict), assertions));
    const Result<void> held = hold_assertions(*Policy::compile(library, load("wildcard.yaml")), assertions);
    ASSERT_FALSE(held);
    EXPECT_NE(held.error().where.find("assertions.yaml:7:5"), std::string::npos) << held.error().where;
    EXPECT_NE(held.error().message.find("tenant.azure-devices.net"), std::string::npos)
        << held.error().message;
}

TEST(Assertions, MalformedFilesAreRefusedWithPlaceAndRemedy) {
    const std::string fine = "from: a, to: b, protocol: tcp, ports: [1], must: deny";
    struct Case {
        const char* what;
        std::string yaml;
        const char* message;
    };
    const Case cases[] = {
        {"other schema", "schema: portolan-site/1\nassertions: []\n", "is not portolan-assertions/1"},
        {"unknown key", file_of("  - {name: a, form: b, to: c, protocol: tcp, must: deny}\n"),
         "unknown key 'form'"},
        {"no name", file_of("  - {" + fine + "}\n"), "'name' is missing"},
        {"twice", file_of("  - {name: a, " + fine + "}\n  - {name: a, " + fine + "}\n"), "stands twice"},
        {"must what", file_of("  - {name: a, from: a, to: b, protocol: tcp, must: maybe}\n"),
         "'maybe' is not what a policy can do"},
        {"protocol", file_of("  - {name: a, from: a, to: b, protocol: gre, must: deny}\n"),
         "'gre' is no protocol"},
        {"ports of icmp", file_of("  - {name: a, from: a, to: b, protocol: icmp, ports: [8], must: deny}\n"),
         "has no ports"},
        {"no ports", file_of("  - {name: a, from: a, to: b, protocol: tcp, ports: [], must: deny}\n"),
         "no port is listed"},
        {"bad port", file_of("  - {name: a, from: a, to: b, protocol: tcp, ports: [70000], must: deny}\n"),
         "70000"},
    };
    for (const Case& each : cases) {
        const Result<std::vector<Assertion>> read = parse_assertions(each.yaml, "a.yaml");
        ASSERT_FALSE(read) << each.what;
        EXPECT_NE(read.error().message.find(each.message), std::string::npos)
            << each.what << ": " << read.error().text();
        EXPECT_EQ(read.error().where.rfind("a.yaml:", 0), 0U) << each.what << ": " << read.error().where;
        EXPECT_FALSE(read.error().remedy.empty()) << each.what;
    }
}

TEST(Assertions, HoldAtATime) {
    const Policy policy = test_policy(
        site_with_parameters("support_window: Mon-Fri 08:00-18:00 Europe/Madrid", excepting_site()),
        windowed_profile());
    const std::vector<Assertion> support =
        one("from: agent-1, to: 203.0.113.22, protocol: tcp, ports: [22], must: deny");
    const std::vector<Assertion> vendor =
        one("from: agent-1, to: 203.0.113.9, protocol: tcp, ports: [9000], must: deny");
    struct Case {
        const char* at;
        bool support;
        bool vendor;
    };
    for (const Case& each : {Case{"2026-11-30T12:00:00Z", false, true},
                             {"2026-11-30T19:00:00Z", true, true},
                             {"2026-12-01T12:00:00Z", false, false},
                             {"2026-12-05T12:00:00Z", true, false}}) {
        const Timestamp at = *parse_timestamp(each.at);
        EXPECT_EQ(hold_assertions(policy, support, at).has_value(), each.support) << each.at;
        EXPECT_EQ(hold_assertions(policy, vendor, at).has_value(), each.vendor) << each.at;
    }
    EXPECT_FALSE(hold_assertions(policy, support)) << "without a time every requirement counts";
    EXPECT_TRUE(hold_assertions(policy, vendor)) << "and no exception";
}

}  // namespace
}  // namespace portolan::policy
