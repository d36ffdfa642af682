#include "profiles/draft_text.hpp"

#include "profiles/profile_loader.hpp"
#include "profiles/profile_notices.hpp"
#include "profiles/yaml_reader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

Profile small_profile() {
    Profile out;
    out.id = "vault";
    out.prefix = "VAULT";
    out.title = "Vault: \"no\" door";
    out.version = "0.1.0";
    out.document = {"a.pcap", "no document", "undated", "en", std::string(64, 'a')};
    Role door;
    door.id = "door";
    Role cloud;
    cloud.id = "cloud";
    cloud.binds = Binds::internet;
    cloud.governed = false;
    out.roles = {door, cloud};
    Requirement one;
    one.id = "VAULT-001";
    one.kind = Kind::endpoint;
    one.level = Level::informational;
    one.lines = kObserved;
    one.quote = "(observed)";
    Match body;
    body.from = {"door"};
    body.to = {"cloud"};
    body.protocols = {Protocol::tcp, Protocol::udp};
    body.ports = {PortRange{443, 443}, PortRange{8000, 8010}};
    body.names = {{NamePattern::Kind::exact, "no"}, {NamePattern::Kind::label, "vault.example"}};
    body.addresses = {*parse_address_range("2001:db8::/32")};
    one.bodies = {body};
    out.requirements = {one};
    return out;
}

TEST(DraftText, IsReadBackAsTheSame) {
    const Profile written = small_profile();
    const Result<Profile> read = parse_profile(draft_yaml(written, {"a remark"}), "draft.yaml");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->title, written.title);
    EXPECT_EQ(read->document.sha256, written.document.sha256);
    ASSERT_EQ(read->requirements.size(), 1U);
    const Match& got = read->requirements[0].bodies[0];
    const Match& want = written.requirements[0].bodies[0];
    EXPECT_EQ(got.from, want.from);
    EXPECT_EQ(got.to, want.to);
    EXPECT_EQ(got.protocols, want.protocols);
    EXPECT_EQ(got.ports, want.ports);
    EXPECT_EQ(got.addresses, want.addresses);
    ASSERT_EQ(got.names.size(), 2U);
    EXPECT_EQ(got.names[0].text(), "no");
    EXPECT_EQ(got.names[1].text(), "*.vault.example");
    EXPECT_FALSE(read->role("cloud")->governed);
    EXPECT_TRUE(read->role("door")->governed);
}

// Bytes of others end neither the string nor the line, and what comes back is what went in, but for controls
// and what is no UTF-8.
TEST(DraftText, HostileTextStaysInItsQuotes) {
    const std::string hostile = "a\"}\nid: b\\ \x1b[2J \xe2\x80\xae gpj.exe \xc3\xa9 \xff";
    Profile profile = small_profile();
    profile.title = hostile;
    profile.requirements[0].quote = hostile;
    const std::string yaml = draft_yaml(profile, {hostile + "\nid: evil"});
    for (const char c : yaml)
        EXPECT_TRUE((c >= ' ' && c < 0x7F) || c == '\n');
    const Result<Profile> read = parse_profile(yaml, "draft.yaml");
    ASSERT_TRUE(read) << read.error().text();
    const std::string shown = "a\"}\nid: b\\ \xef\xbf\xbd[2J \xe2\x80\xae gpj.exe \xc3\xa9 \xef\xbf\xbd";
    EXPECT_EQ(read->title, shown);
    EXPECT_EQ(read->requirements[0].quote, shown);
    EXPECT_EQ(read->id, "vault");
}

// A role may be called what YAML takes for a truth value or a number.
TEST(DraftText, RolesThatYamlWouldGuessAreQuoted) {
    for (const char* id : {"no", "010", "null", "on", "5"}) {
        Profile profile = small_profile();
        profile.roles[0].id = id;
        profile.requirements[0].bodies[0].from = {id};
        const Result<Profile> read = parse_profile(draft_yaml(profile, {}), "draft.yaml");
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_NE(read->role(id), nullptr) << id;
    }
}

TEST(DraftText, Words) {
    EXPECT_EQ(word_from("Dent-Reader 4 "), "dent-reader-4");
    EXPECT_EQ(word_from("..\xff/etc"), "etc");
    EXPECT_EQ(word_from("--"), "");
}

TEST(ProfileNotices, EachObservedLineIsNamedWithItsPlace) {
    const Result<Profile> read = parse_profile(draft_yaml(small_profile(), {}), "draft.yaml");
    ASSERT_TRUE(read);
    const std::vector<std::string> notices = profile_notices(*read);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_TRUE(notices[0].starts_with("draft.yaml:12:5: VAULT-001 was observed, never documented"))
        << notices[0];
}

// Nobody makes a rule of what he saw by changing one word.
TEST(ProfileNotices, WhatWasObservedCannotAllow) {
    Profile profile = small_profile();
    profile.requirements[0].level = Level::required;
    const Result<Profile> read = parse_profile(draft_yaml(profile, {}), "draft.yaml");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("observed, not documented"), std::string::npos)
        << read.error().text();
}

}  // namespace
}  // namespace portolan::profiles
