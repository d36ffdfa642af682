// The one line that pages and reports show of what a requirement documents.
#include "profiles/profile_text.hpp"

#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

std::string line_of(const std::string& requirement) {
    const Result<Profile> profile = parse_profile(
        "schema: portolan-profile/1\nid: demo\nprefix: DEMO\ntitle: Demo\nversion: \"1.0.0\"\n"
        "document: {file: d.txt, title: D, language: en, sha256: "
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
        "roles: {agent: {binds: assets}, cloud: {binds: internet}}\n"
        "requirements:\n  - {id: DEMO-001, level: required, lines: \"3\", quote: q, " +
            requirement + "}\n",
        "demo.yaml");
    EXPECT_TRUE(profile) << profile.error().text();
    return profile ? documents_text(profile->requirements.front()) : "";
}

TEST(DocumentsText, IsTheTupleOfWhatPacketsDecide) {
    EXPECT_EQ(line_of("kind: endpoint, from: agent, to: cloud, protocol: tcp, ports: [443], names: [{exact: "
                      "a.example}]"),
              "agent -> cloud tcp/443 a.example");
    EXPECT_EQ(line_of("kind: control, effect: prohibit, from: any, to: agent, protocol: any, ports: any"),
              "any -> agent any protocol, any port");
}

// "agent -> any" would read as if every flow of the agent were documented.
TEST(DocumentsText, IsWhatIsAskedWhereNoPacketDecides) {
    EXPECT_EQ(line_of("kind: control, effect: attest, from: agent, evidence: export of the list, "
                      "expects: {down_kbps: {min: 384}, ssh_methods: [publickey]}"),
              "down_kbps: at least 384; ssh_methods: publickey; evidence: export of the list");
    EXPECT_EQ(line_of("kind: control, effect: attest, from: agent"), "");
    EXPECT_EQ(line_of("kind: observation, decided_by: []"), "");
}

}  // namespace
}  // namespace portolan::profiles
