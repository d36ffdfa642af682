// search, why, shadows, overlaps, broad rules: what they say of the exact table.
#include "policy/kernel_part.hpp"
#include "policy/search.hpp"
#include "policy/shadow.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "policy/too_broad.hpp"
#include "policy/why.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr std::string_view kMore =
    R"(  - {id: DEMO-012, kind: flow, level: required, lines: "12", quote: into the agent, from: desk, to: agent, protocol: tcp, ports: [22]}
  - {id: DEMO-013, kind: flow, level: required, lines: "13", quote: both, from: agent, to: printer, protocol: tcp, ports: [9000-9001]}
  - {id: DEMO-014, kind: flow, level: required, lines: "14", quote: one, from: agent, to: printer, protocol: tcp, ports: [9000]}
  - {id: DEMO-015, kind: flow, level: required, lines: "15", quote: other, from: agent, to: printer, protocol: tcp, ports: [9001]}
  - {id: DEMO-016, kind: flow, level: required, lines: "16", quote: everybody, from: internet, to: desk, protocol: tcp, ports: [1000-3000]}
  - {id: DEMO-017, kind: flow, level: required, lines: "17", quote: far, from: desk, to: any, protocol: udp, ports: [7]}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

Policy compiled(const std::vector<std::string>& profiles, const std::string& site) {
    std::vector<profiles::Profile> library;
    for (const std::string& text : profiles) {
        Result<profiles::Profile> profile = profiles::parse_profile(text, "demo.yaml");
        if (!profile) panic(profile.error().text());
        library.push_back(std::move(*profile));
    }
    Result<Site> parsed = parse_site(site, "site.yaml", library);
    if (!parsed) panic(parsed.error().text());
    return *Policy::compile(std::move(library), std::move(*parsed));
}

Policy larger_policy() {
    return compiled({std::string(kTestProfile) + std::string(kMore)}, std::string(kTestSite));
}

const Shadow* shadow_of(const Shadows& shadows, const std::string& id) {
    const auto at = std::find_if(shadows.shadows.begin(), shadows.shadows.end(),
                                 [&](const Shadow& each) { return each.requirement == id; });
    return at == shadows.shadows.end() ? nullptr : &*at;
}

TEST(Search, HoldsEveryAttemptToAnAssetOnce) {
    const Policy policy = test_policy();
    const ruleset::Ruleset kernel = *kernel_part(policy);
    const Address printer = *Address::parse("10.1.8.1");
    const Search found = *search(policy, {AddressSet::everything(), AddressSet({{printer, printer}})});
    for (const char* from : {"10.1.0.10", "10.1.8.2", "10.1.0.77", "203.0.113.5", "10.1.9.9"}) {
        for (const std::uint16_t port : {std::uint16_t{160}, std::uint16_t{161}, std::uint16_t{443}}) {
            const ruleset::Attempt attempt{*Address::parse(from), printer, Protocol::udp, port, {}, {}};
            int held = 0;
            for (const Reach& reach : found.rows) {
                if (!holds(reach.row, attempt, found.cells->name_class(attempt))) continue;
                ++held;
                EXPECT_EQ(reach.row.decisions[0], decide(kernel, attempt)) << from << " " << port;
            }
            EXPECT_EQ(held, 1) << from << " " << port;
        }
    }
    EXPECT_EQ(found.rows.front().deciding.requirement, "DEMO-001");
    EXPECT_THAT(address_words(found.rows.front().row.from, false, policy), ElementsAre("agent-1"));
    EXPECT_THAT(found.rows.front().row.services.words(false), ElementsAre("udp/161"));
}

TEST(Search, NamesStandForWhatTheyMayLeadTo) {
    const Policy policy = test_policy();
    const Search found =
        *search(policy, {players_of(policy, "demo/agent")->addresses, AddressSet::everything()});
    std::vector<std::string> named;
    for (const Reach& reach : found.rows) {
        if (!reach.row.is_named()) continue;
        const std::vector<std::string> words = found.cells->names().words(reach.row.names);
        named.insert(named.end(), words.begin(), words.end());
        EXPECT_FALSE(reach.row.to.contains(*Address::parse("10.1.8.1"))) << "a name never leads inside";
    }
    EXPECT_THAT(named, ElementsAre("cloud.demo.example", "**.demo.example but cloud.demo.example"));
}

TEST(Search, WhatIsNobodysIsRefused) {
    const Policy policy = test_policy();
    EXPECT_TRUE(addresses_of(policy.site(), "floor-1").has_value());
    EXPECT_TRUE(addresses_of(policy.site(), "10.1.0.0/16").has_value());
    EXPECT_FALSE(addresses_of(policy.site(), "floor-7").has_value());
    EXPECT_NE(players_of(policy, "demo/cook").error().remedy.find("agent, printer"), std::string::npos);
    EXPECT_NE(players_of(policy, "agent").error().remedy.find("PRODUCT/ROLE"), std::string::npos);
}

TEST(Why, SaysWhatARequirementOpensAndWhatComesBeforeIt) {
    const Policy policy = larger_policy();
    const Why opens = *why(policy, "demo/DEMO-001");
    ASSERT_EQ(opens.effects.size(), 1U);
    EXPECT_EQ(opens.effects[0].kind, Effect::Kind::decides);
    EXPECT_THAT(address_words(opens.effects[0].row.to, false, policy), ElementsAre("floor-1", "floor-2"));
    EXPECT_THAT(opens.notes, Contains("checks the fact snmp afterwards"));

    const Why overruled = *why(policy, "DEMO-012");
    ASSERT_EQ(overruled.effects.size(), 1U);
    EXPECT_EQ(overruled.effects[0].kind, Effect::Kind::overruled);
    EXPECT_EQ(overruled.effects[0].deciding.requirement, "DEMO-004");

    const Why shares = *why(policy, "demo/DEMO-009");
    ASSERT_EQ(shares.effects.size(), 1U);
    EXPECT_EQ(shares.effects[0].kind, Effect::Kind::shares);
    EXPECT_EQ(shares.effects[0].deciding.requirement, "DEMO-002");

    EXPECT_THAT(why(policy, "DEMO-003")->notes, Contains("not in force: option web is off"));
    EXPECT_TRUE(why(policy, "DEMO-003")->effects.empty());
    EXPECT_NE(why(policy, "demo/DEMO-0O1").error().remedy.find("DEMO-0"), std::string::npos);
}

TEST(Shadows, UnionsThatCoverARequirementAreSeen) {
    const Shadows found = *shadows(larger_policy());
    const Shadow* both = shadow_of(found, "DEMO-013");
    ASSERT_NE(both, nullptr);
    EXPECT_EQ(both->kind, Shadow::Kind::redundant);
    EXPECT_THAT(both->by, ElementsAre("DEMO-014", "DEMO-015"));
    const Shadow* into = shadow_of(found, "DEMO-012");
    ASSERT_NE(into, nullptr);
    EXPECT_EQ(into->kind, Shadow::Kind::shadowed);
    EXPECT_THAT(into->by, ElementsAre("DEMO-004"));
}

TEST(Shadows, NamesByThePatternsThatHoldThem) {
    const Shadows wide = *shadows(test_policy());
    const Shadow* named = shadow_of(wide, "DEMO-002");
    ASSERT_NE(named, nullptr);
    EXPECT_EQ(named->kind, Shadow::Kind::redundant);
    EXPECT_THAT(named->facts, ElementsAre(testing::HasSubstr("sni"))) << "it alone checks the SNI";
    EXPECT_TRUE(shadow_of(wide, "DEMO-009")->restates);
    for (const char* needed : {"DEMO-001", "DEMO-010", "DEMO-011"})
        EXPECT_EQ(shadow_of(wide, needed), nullptr) << needed;
}

TEST(Shadows, ProductsThatSpeakOfTheSame) {
    const std::string other =
        replaced(replaced(std::string(kTestProfile), "DEMO", "TWIN"), "id: demo", "id: twin");
    const std::string products = "  demo:\n";
    std::string site(kTestSite);
    const std::string body = site.substr(site.find(products) + products.size());
    site += "  twin:\n" + body;
    const Shadows found = *shadows(compiled({std::string(kTestProfile), other}, site));
    const auto at = std::find_if(found.overlaps.begin(), found.overlaps.end(), [](const Overlap& each) {
        return each.ids_a == std::vector<std::string>{"DEMO-001"} &&
               each.ids_b == std::vector<std::string>{"TWIN-001"};
    });
    ASSERT_NE(at, found.overlaps.end());
    EXPECT_FALSE(at->clash);
    EXPECT_EQ(at->product_b, "twin");
    EXPECT_EQ(at->row.witnesses.front().attempt.port, 161);
    EXPECT_TRUE(shadows(test_policy())->overlaps.empty());
}

TEST(TooBroad, NamesTheRequirementAndTheReason) {
    std::vector<std::string> found;
    for (const Broad& each : too_broad(larger_policy()))
        found.push_back(each.requirement + ": " + each.reason);
    EXPECT_THAT(found,
                ElementsAre("DEMO-010: wildcard name **.demo.example", "DEMO-016: 2001 ports, more than 1024",
                            "DEMO-016: any source on the Internet", "DEMO-017: any destination"));
    for (const Broad& each : too_broad(test_policy(narrow_site())))
        ADD_FAILURE() << each.requirement << ": " << each.reason;
}

Policy windowed_policy() {
    return test_policy(
        site_with_parameters("support_window: Mon-Fri 08:00-18:00 Europe/Madrid", excepting_site()),
        windowed_profile());
}

TEST(Search, IsOfATime) {
    const Policy policy = windowed_policy();
    const Address agent = *Address::parse("10.1.0.10");
    struct Case {
        const char* at;
        const char* to;
        std::uint16_t port;
        const char* decision;
        const char* requirement;
    };
    for (const Case& each :
         {Case{"2026-11-30T12:00:00Z", "203.0.113.22", 22, "DEMO-012,DEMO-013", "DEMO-012"},
          {"2026-12-05T12:00:00Z", "203.0.113.22", 22, "default-deny/agent/out", ""},
          {"2026-11-30T12:00:00Z", "203.0.113.9", 9000, "default-deny/agent/out", ""},
          {"2026-12-05T12:00:00Z", "203.0.113.9", 9000, "EX-1", ""}}) {
        const Timestamp at = *parse_timestamp(each.at);
        const Search found = *search(policy, {AddressSet({{agent, agent}}), AddressSet::everything()}, at);
        const ruleset::Attempt attempt{agent, *Address::parse(each.to), Protocol::tcp, each.port, {}, {}};
        int held = 0;
        bool excepted = false;
        for (const Reach& reach : found.rows) {
            excepted |= reach.row.decisions[0].id.starts_with("EX-");
            EXPECT_FALSE(excepted && !reach.deciding.requirement.empty() &&
                         reach.row.decisions[0].action == ruleset::Action::accept)
                << "what is documented stands before what is excepted";
            if (!holds(reach.row, attempt, found.cells->name_class(attempt))) continue;
            ++held;
            EXPECT_EQ(reach.row.decisions[0].id, each.decision) << each.at;
            EXPECT_EQ(reach.deciding.requirement, each.requirement) << each.at;
        }
        EXPECT_EQ(held, 1) << each.at;
    }
}

TEST(Why, SaysTheHoursAndWhetherTheyAreNow) {
    const Policy policy = windowed_policy();
    const Why open = *why(policy, "DEMO-012", *parse_timestamp("2026-11-30T12:00:00Z"));
    EXPECT_FALSE(open.effects.empty());
    EXPECT_THAT(open.notes, ElementsAre("only in force Mon-Fri 08:00-18:00 Europe/Madrid"));
    const Why closed = *why(policy, "DEMO-012", *parse_timestamp("2026-12-05T12:00:00Z"));
    EXPECT_TRUE(closed.effects.empty());
    EXPECT_THAT(closed.notes, Contains("not in force at 2026-12-05T12:00:00.000000Z"));
}

// EX-6 covers all that DEMO-001 documents, until it ends; EX-2 decides where DEMO-004 prohibits, in observe.
TEST(Shadows, ExceptionsMakeNothingRedundantAndAreOfNoProduct) {
    std::string site =
        site_with_parameters("support_window: Mon-Fri 08:00-18:00 Europe/Madrid", excepting_site());
    const std::string_view head = "exceptions:\n";
    site.insert(
        site.find(head) + head.size(),
        R"(  - {id: EX-6, from: agent-1, to: 10.1.8.0/24, protocol: udp, ports: [161], reason: r, owner: o, valid_from: 2026-12-01,
     valid_until: 2027-01-01}
)");
    const Policy policy = test_policy(site, windowed_profile());
    const Shadows now = *shadows(policy, *parse_timestamp("2026-12-20T12:00:00Z"));
    const Shadows before = *shadows(policy, *parse_timestamp("2026-11-30T12:00:00Z"));
    EXPECT_EQ(shadow_of(now, "DEMO-001"), nullptr);
    ASSERT_NE(shadow_of(now, "DEMO-004"), nullptr);
    EXPECT_EQ(shadow_of(now, "DEMO-004")->kind, Shadow::Kind::redundant) << "it decides where EX-2 does not";
    for (const Shadow& each : now.shadows)
        for (const std::string& by : each.by)
            EXPECT_FALSE(each.kind == Shadow::Kind::redundant && by.starts_with("EX-")) << each.requirement;
    EXPECT_TRUE(now.overlaps.empty());
    const auto ids = [](const Shadows& found) {
        std::vector<std::string> out;
        for (const Shadow& each : found.shadows)
            out.push_back(each.requirement);
        return out;
    };
    EXPECT_EQ(shadow_of(now, "EX-1"), nullptr);
    // On that Sunday DEMO-012 is out of its hours, and says nothing.
    EXPECT_THAT(ids(before), Contains("DEMO-013"));
    EXPECT_THAT(ids(now), testing::Not(Contains("DEMO-013")));
}

}  // namespace
}  // namespace portolan::policy
