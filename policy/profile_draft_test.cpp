#include "policy/profile_draft.hpp"

#include "policy/test_world.hpp"
#include "profiles/draft_text.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

evidence::Flow named(evidence::Flow flow, const char* name) {
    flow.facts.set(Fact::sni, name);
    return flow;
}

DraftHead head() {
    return {"vault", "VAULT", "Vault", "vault.pcap", std::string(64, 'a'), {}};
}

Draft drafted(const evidence::Recording& recording, DraftHead with = head()) {
    Result<Draft> draft = draft_profile(recording, std::move(with));
    if (!draft) panic(draft.error().text());
    const std::string yaml = profiles::draft_yaml(draft->profile, draft->remarks);
    const Result<profiles::Profile> read = profiles::parse_profile(yaml, "draft.yaml");
    EXPECT_TRUE(read) << read.error().text() << "\n" << yaml;
    return std::move(*draft);
}

TEST(ProfileDraft, MachinesOfOneHabitAreOneRole) {
    evidence::Recording recording;
    for (const char* door : {"10.0.0.1", "10.0.0.2"}) {
        recording.flows.push_back(test_flow("10.0.0.9", door, Protocol::tcp, 4070));
        recording.flows.push_back(
            named(test_flow(door, "203.0.113.5", Protocol::tcp, 443), "cloud.vault.example"));
    }
    const Draft draft = drafted(recording);
    ASSERT_EQ(draft.profile.requirements.size(), 2U);
    const profiles::Requirement& local = draft.profile.requirements[0];
    EXPECT_EQ(local.id, "VAULT-001");
    EXPECT_EQ(local.bodies[0].from, std::vector<std::string>{"tcp-4070-client"});
    EXPECT_EQ(local.bodies[0].to, std::vector<std::string>{"tcp-4070-server"});
    const profiles::Requirement& cloud = draft.profile.requirements[1];
    EXPECT_EQ(cloud.kind, profiles::Kind::endpoint);
    EXPECT_EQ(cloud.bodies[0].from, std::vector<std::string>{"tcp-4070-server"});
    EXPECT_EQ(cloud.bodies[0].names.at(0).name, "cloud.vault.example");
    EXPECT_TRUE(std::any_of(draft.remarks.begin(), draft.remarks.end(), [](const std::string& r) {
        return r == "role tcp-4070-server: 10.0.0.1, 10.0.0.2";
    }));
}

TEST(ProfileDraft, EachLineIsObservedAndAllowsNothing) {
    evidence::Recording recording;
    recording.flows.push_back(test_flow("10.0.0.9", "10.0.0.1", Protocol::tcp, 4070));
    recording.flows.push_back(recording.flows[0]);
    const Draft draft = drafted(recording);
    ASSERT_EQ(draft.profile.requirements.size(), 1U);
    const profiles::Requirement& only = draft.profile.requirements[0];
    EXPECT_EQ(only.level, profiles::Level::informational);
    EXPECT_EQ(only.lines, "observed");
    EXPECT_EQ(only.quote, "(observed in vault.pcap, 1970-01-01T00:00:00.000000Z, 2 flows; not documented)");
    EXPECT_EQ(only.note, "observed, never documented");
}

TEST(ProfileDraft, WhatNobodyAnsweredIsLeftOutOrOneWay) {
    evidence::Recording recording;
    evidence::Flow scan = test_flow("10.0.0.9", "10.0.0.1", Protocol::tcp, 23);
    evidence::Flow trap = test_flow("10.0.0.9", "10.0.0.1", Protocol::udp, 162);
    scan.answered = trap.answered = false;
    recording.flows = {scan, trap};
    const Draft draft = drafted(recording);
    ASSERT_EQ(draft.profile.requirements.size(), 1U);
    EXPECT_FALSE(draft.profile.requirements[0].reply_expected);
    EXPECT_NE(draft.remarks.back().find("left out: 1 flows"), std::string::npos);
    recording.flows = {scan};
    EXPECT_FALSE(draft_profile(recording, head()));
}

// Names come from packets: what is no host name is no name, the address stands instead.
TEST(ProfileDraft, HostileNamesAreNotTaken) {
    evidence::Recording recording;
    recording.flows.push_back(
        named(test_flow("10.0.0.9", "203.0.113.5", Protocol::tcp, 443), "a\"}\n  - {id: x}"));
    const Draft draft = drafted(recording);
    EXPECT_TRUE(draft.profile.requirements[0].bodies[0].names.empty());
    EXPECT_EQ(draft.profile.requirements[0].bodies[0].addresses.at(0).text(), "203.0.113.5");
}

TEST(ProfileDraft, TheInternetIsNoMachineUnlessItIsTheCustomers) {
    evidence::Recording recording;
    recording.flows.push_back(test_flow("203.0.113.5", "10.0.0.1", Protocol::tcp, 443));
    EXPECT_EQ(drafted(recording).profile.requirements[0].bodies[0].from,
              std::vector<std::string>{"internet"});
    DraftHead own = head();
    own.inside.add(*parse_address_range("203.0.113.0/24"));
    EXPECT_EQ(drafted(recording, own).profile.requirements[0].bodies[0].from,
              std::vector<std::string>{"https-client"});
}

TEST(ProfileDraft, ABigRecordingIsCutAndSaysSo) {
    evidence::Recording recording;
    for (std::uint16_t port = 1; port <= 1000; ++port)
        recording.flows.push_back(test_flow("10.0.0.9", "10.0.0.1", Protocol::tcp, port));
    const Draft draft = drafted(recording);
    EXPECT_EQ(draft.profile.requirements.size(), 400U);
    EXPECT_NE(draft.remarks.back().find("600 more"), std::string::npos) << draft.remarks.back();
}

}  // namespace
}  // namespace portolan::policy
