#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

Result<Profile> load(const std::string& expects, const std::string& kind = "kind: control, effect: attest") {
    return parse_profile(
        "schema: portolan-profile/1\nid: demo\nprefix: DEMO\ntitle: Demo\nversion: \"1.0.0\"\n"
        "document: {file: d.txt, title: D, language: en, sha256: "
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
        "roles: {agent: {binds: assets}}\n"
        "requirements:\n"
        "  - {id: DEMO-001, " +
            kind + ", level: required, lines: \"3\", quote: q,\n     expects: " + expects + "}\n",
        "demo.yaml");
}

std::string texts(const std::string& expects) {
    const Result<Profile> profile = load(expects);
    if (!profile) return profile.error().text();
    std::string out;
    for (const Expectation& each : profile->requirements.front().expects)
        out += each.name + " " + each.text() + (each.optional ? " optionally; " : "; ");
    return out;
}

TEST(ExpectationLoader, ReadsEveryComparison) {
    EXPECT_EQ(texts("{down_kbps: {min: 384}, people: {max: 1, optional: true}, length: {min: 16, max: 16}}"),
              "down_kbps at least 384; people at most 1 optionally; length 16; ");
    EXPECT_EQ(texts("{interval_s: {min: 100, max: 900}, link: broadband, valid: [\"yes\"]}"),
              "interval_s 100 to 900; link broadband; valid yes; ");
    EXPECT_EQ(
        texts("{methods: [publickey, certificate], snmp: {not: [v1, v2c]}, logged: {all: [login, change]}}"),
        "methods one of publickey, certificate; snmp not v1, v2c; logged all of login, change; ");
    EXPECT_EQ(texts("{methods: {any: [publickey], optional: true}}"), "methods publickey optionally; ");
}

struct Mistake {
    const char* expects;
    const char* message;
};

TEST(ExpectationLoader, RefusesWithPlaceAndReason) {
    const std::vector<Mistake> mistakes = {
        {"{}", "nothing is expected here"},
        {"384", "a map is wanted"},
        {"{DownKbps: {min: 1}}", "'DownKbps' is no name of a measured value"},
        {"{\"1st\": {min: 1}}", "'1st' is no name of a measured value"},
        {"{x: {}}", "one comparison is wanted here"},
        {"{x: {optional: true}}", "one comparison is wanted here"},
        {"{x: {min: 1, not: [a]}}", "one comparison is wanted here"},
        {"{x: {least: 1}}", "least"},
        {"{x: {min: 9, max: 1}}", "no number is both at least min and at most max"},
        {"{x: {min: -1}}", "-1"},
        {"{x: {min: 0384}}", "0384"},
        {"{x: {min: 9999999999999999999999}}", "9999999999999999999999"},
        {"{x: []}", "no word is expected here"},
        {"{x: {all: []}}", "no word is expected here"},
        {"{x: [yes]}", "yes"},
        {"{x: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}", "a word of 49 characters"},
    };
    for (const Mistake& mistake : mistakes) {
        const Result<Profile> profile = load(mistake.expects);
        ASSERT_FALSE(profile) << mistake.expects;
        EXPECT_NE(profile.error().text().find(mistake.message), std::string::npos)
            << mistake.expects << ": " << profile.error().text();
        EXPECT_NE(profile.error().text().find("demo.yaml:10:"), std::string::npos) << profile.error().text();
    }
}

TEST(ExpectationLoader, WhatNothingDecidesExpectsNothing) {
    EXPECT_TRUE(load("{x: {min: 1}}", "kind: observation, probes: [dns-udp], decided_by: [probe]"));
    EXPECT_FALSE(load("{x: {min: 1}}", "kind: observation, decided_by: []"));
}

}  // namespace
}  // namespace portolan::profiles
