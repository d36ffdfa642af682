// Titles, deciding sources, ambiguities, review dates: what is read, what is taken where nothing is written,
// and what is refused at which place.
#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

std::string head(const std::string& more = {}) {
    return "schema: portolan-profile/1\nid: demo\nprefix: DEMO\ntitle: Demo\nversion: \"1.1.0\"\n"
           "document: {file: d.txt, title: D, language: en, sha256: "
           "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n" +
           more +
           "roles: {agent: {binds: assets}, cloud: {binds: internet}}\n"
           "options: {mode: {values: [wildcard, strict], default: strict}}\n"
           "parameters: {trunk: {type: address-list, default: unset, stops_without: calls}}\n"
           "requirements:\n";
}

std::string flow(const std::string& more, const std::string& kind = "flow") {
    return "  - {id: DEMO-001, kind: " + kind + ", level: required, lines: \"3\", quote: q, " + more + "}\n";
}

constexpr const char* kBody = "from: agent, to: cloud, protocol: tcp, ports: [443]";

Result<Profile> load(const std::string& requirements, const std::string& more = {}) {
    return parse_profile(head(more) + requirements, "demo.yaml");
}

using Deciders = std::vector<Decider>;

Deciders deciders_of(const std::string& requirement) {
    const Result<Profile> profile = load(requirement);
    EXPECT_TRUE(profile) << profile.error().text();
    return profile ? profile->requirements.front().decided_by : Deciders{};
}

TEST(DecisionLoader, ReadsWhatIsWritten) {
    const Result<Profile> profile = load(
        flow("effect: attest, title: {en: Backups are listed, pt: São listadas}, statement_of: vendor, "
             "decided_by: [attestation], evidence: export of the list, validity_months: 12,\n"
             "     ambiguities: [{tag: A5, text: unclear, reading: as in the table, other: {mode: wildcard, "
             "trunk: set}}, {tag: A6, text: t, reading: r}]",
             "control"),
        "review_by: 2027-05-31\nreview_reason: announced in line 46\n"
        "changelog: [{version: \"1.1.0\", date: 2026-11-22, changes: titles}, {version: \"1.0.0\", date: "
        "2026-11-20, changes: first}]\n");
    ASSERT_TRUE(profile) << profile.error().text();
    EXPECT_EQ(profile->review_by, "2027-05-31");
    EXPECT_EQ(profile->review_reason, "announced in line 46");
    ASSERT_EQ(profile->changelog.size(), 2U);
    EXPECT_EQ(profile->changelog.back().changes, "first");
    const Requirement& one = profile->requirements.front();
    EXPECT_EQ(one.title.in(Language::en), "Backups are listed");
    EXPECT_EQ(one.title.in(Language::pt), "São listadas");
    EXPECT_EQ(one.title.in(Language::fr), "");
    EXPECT_TRUE(one.of_vendor);
    EXPECT_EQ(one.decided_by, Deciders{Decider::attestation});
    EXPECT_EQ(one.evidence, "export of the list");
    EXPECT_EQ(one.validity_months, 12U);
    ASSERT_EQ(one.ambiguities.size(), 2U);
    EXPECT_EQ(one.ambiguities[0].tag, "A5");
    EXPECT_EQ(one.ambiguities[0].reading, "as in the table");
    EXPECT_EQ(one.ambiguities[0].other, (std::vector<Clause>{{"mode", {"wildcard"}}, {"trunk", {}}}));
    EXPECT_TRUE(one.ambiguities[1].other.empty());
}

TEST(DecisionLoader, WhatDecidesWhereNothingIsWritten) {
    const std::string body = kBody;
    EXPECT_EQ(deciders_of(flow(body)), (Deciders{Decider::packets}));
    EXPECT_EQ(deciders_of(flow(body + ", probes: [tcp]")), (Deciders{Decider::packets, Decider::probe}));
    EXPECT_EQ(deciders_of(flow("effect: closed-list", "control")), (Deciders{Decider::packets}));
    EXPECT_EQ(deciders_of(flow("effect: attest, probes: [geo-ip]", "control")),
              (Deciders{Decider::attestation}));
    EXPECT_EQ(deciders_of(flow("note: n", "observation")), (Deciders{Decider::attestation}));
    EXPECT_EQ(deciders_of(flow("decided_by: []", "observation")), Deciders{});
    EXPECT_EQ(deciders_of(flow("decided_by: [packets]", "observation")), Deciders{Decider::packets});
    EXPECT_EQ(deciders_of(flow("decided_by: [probe, attestation], probes: [tcp], " + body)),
              (Deciders{Decider::probe, Decider::attestation}));
}

TEST(DecisionLoader, TitlesAreCountedInCharacters) {
    std::string eighty;
    for (int i = 0; i < 80; ++i)
        eighty += "é";
    const auto titled = [](const std::string& text) {
        return load(flow("title: {fr: \"" + text + "\"}, " + kBody)).has_value();
    };
    EXPECT_TRUE(titled(eighty));
    EXPECT_FALSE(titled(eighty + "é"));
}

struct BadCase {
    const char* name;
    std::string requirement;
    const char* where;
    const char* message;
};

TEST(DecisionLoader, RefusesWithPlaceAndRemedy) {
    const std::string body = kBody;
    const std::string attested = "effect: attest, ";
    const std::vector<BadCase> cases = {
        {"language", flow("title: {de: x}, " + body), "demo.yaml:11:79", "'de' is no language of titles"},
        {"empty title", flow("title: {en: \"\"}, " + body), "demo.yaml:11:83", "a title of 0 characters"},
        {"final stop", flow("title: {en: Ends.}, " + body), "demo.yaml:11:83", "without a final stop"},
        {"line in a title", flow("title: {en: \"a\\nb\"}, " + body), "demo.yaml:11:83", "one line"},
        {"title without languages", flow("title: Text, " + body), "demo.yaml:11:78", "a map is wanted"},
        {"speaker", flow("statement_of: nobody, " + body), "demo.yaml:11:85", "'nobody' makes no statement"},
        {"decider", flow("decided_by: [packet], " + body), "demo.yaml:11:84", "'packet' is no way to decide"},
        {"decider twice", flow("decided_by: [packets, packets], " + body), "demo.yaml:11:93", "stands twice"},
        {"no probe", flow("decided_by: [probe], " + body), "demo.yaml:11:84", "no probe is named"},
        {"flow for the trace", flow("decided_by: [], " + body), "demo.yaml:11:83", "only an observation"},
        {"packets attested", flow(attested + "decided_by: [packets]", "control"), "demo.yaml:11:103",
         "no packet decides"},
        {"evidence of packets", flow("evidence: x, " + body), "demo.yaml:11:81", "no attestation decides"},
        {"validity of packets", flow("validity_months: 3, " + body), "demo.yaml:11:88", "no attestation"},
        {"empty evidence", flow(attested + "evidence: \"\"", "control"), "demo.yaml:11:100", "no evidence"},
        {"validity zero", flow(attested + "validity_months: 0", "control"), "demo.yaml:11:107",
         "never valid"},
        {"validity long", flow(attested + "validity_months: 37", "control"), "demo.yaml:11:107",
         "not a number from 0 to 36"},
        {"tag missing", flow("ambiguities: [{text: t, reading: r}], " + body), "demo.yaml:11:85",
         "'tag' is missing"},
        {"unknown option",
         flow("ambiguities: [{tag: A1, text: t, reading: r, other: {mood: strict}}], " + body),
         "demo.yaml:11:124", "no option 'mood'"},
        {"unknown value", flow("ambiguities: [{tag: A1, text: t, reading: r, other: {mode: wide}}], " + body),
         "demo.yaml:11:130", "has no value 'wide'"},
        {"no other", flow("ambiguities: [{tag: A1, text: t, reading: r, other: {}}], " + body),
         "demo.yaml:11:123", "no option or parameter"},
        {"body of an observation", flow("to: cloud", "observation"), "demo.yaml:11:82",
         "speaks of no traffic"},
        {"slip", flow("titel: {en: x}, " + body), "demo.yaml:11:71", "unknown key 'titel'"},
    };
    for (const BadCase& bad : cases) {
        const Result<Profile> profile = load(bad.requirement);
        ASSERT_FALSE(profile) << bad.name;
        EXPECT_EQ(profile.error().where, bad.where) << bad.name << ": " << profile.error().text();
        EXPECT_NE(profile.error().message.find(bad.message), std::string::npos)
            << bad.name << ": " << profile.error().text();
        EXPECT_FALSE(profile.error().remedy.empty()) << bad.name;
    }
}

TEST(DecisionLoader, RefusesBadHeads) {
    const std::vector<BadCase> cases = {
        {"not a date", "review_by: 2027-02-30\n", "demo.yaml:7:12", "'2027-02-30' is not a date"},
        {"a time", "review_by: 2027-02-28T10:00:00Z\n", "demo.yaml:7:12", "is not a date"},
        {"reason alone", "review_reason: because\n", "demo.yaml:7:16", "a reason without a date"},
        {"other version", "changelog: [{version: \"1.0.0\", date: 2026-11-20, changes: c}]\n",
         "demo.yaml:7:13", "the newest change is of version 1.0.0, the profile is 1.1.0"},
        {"order",
         "changelog: [{version: \"1.1.0\", date: 2026-11-20, changes: c}, {version: \"1.0.0\", date: "
         "2026-11-21, changes: c}]\n",
         "demo.yaml:7:63", "is later than"},
        {"twice",
         "changelog: [{version: \"1.1.0\", date: 2026-11-20, changes: c}, {version: \"1.1.0\", date: "
         "2026-11-20, changes: c}]\n",
         "demo.yaml:7:63", "stands twice"},
        {"date of a change", "changelog: [{version: \"1.1.0\", date: soon, changes: c}]\n", "demo.yaml:7:38",
         "'soon' is not a date"},
    };
    for (const BadCase& bad : cases) {
        const Result<Profile> profile = load(flow(kBody), bad.requirement);
        ASSERT_FALSE(profile) << bad.name;
        EXPECT_EQ(profile.error().where, bad.where) << bad.name << ": " << profile.error().text();
        EXPECT_NE(profile.error().message.find(bad.message), std::string::npos)
            << bad.name << ": " << profile.error().text();
        EXPECT_FALSE(profile.error().remedy.empty()) << bad.name;
    }
}

}  // namespace
}  // namespace portolan::profiles
