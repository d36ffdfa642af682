#include "policy/judge.hpp"

#include "policy/test_world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

struct Row {
    const char* name;
    SubjectEvidence evidence;
    Verdict expected;
};

// One row and its nearest neighbour for each line of the table of verdicts, in the order in which they win.
TEST(JudgeSubject, FirstMatchWins) {
    const std::vector<Row> rows = {
        {"option off beats everything",
         {.not_applicable = "option dwa is off", .admitted_against = 1},
         Verdict::not_applicable},
        {"admitted against it", {.admitted_against = 1, .conforming_answered = 9}, Verdict::violated},
        {"admitted against it, evidence lacking",
         {.admitted_against = 1, .lacking = "loss"},
         Verdict::violated},
        {"blocked against it is no violation",
         {.blocked_against = 1, .conforming_answered = 1},
         Verdict::verified},
        {"probe negative twice",
         {.conforming_answered = 1, .probe = {ProbeState::negative_twice}},
         Verdict::failing},
        {"attempts unanswered", {.conforming_unanswered = 3}, Verdict::failing},
        {"attempts unanswered, evidence lacking",
         {.conforming_unanswered = 3, .lacking = "loss"},
         Verdict::failing},
        {"one answered is enough", {.conforming_answered = 1, .conforming_unanswered = 3}, Verdict::verified},
        {"one-way notice needs no answer",
         {.reply_expected = false, .conforming_unanswered = 1},
         Verdict::verified},
        {"documented rhythm silent", {.cadence_silent = true}, Verdict::failing},
        {"evidence lacking beats use", {.conforming_answered = 1, .lacking = "loss"}, Verdict::unknown},
        {"parameter missing", {.lacking = "parameter rtp_range is unset"}, Verdict::unknown},
        {"by probe alone", {.probe = {ProbeState::ok}}, Verdict::verified},
        {"prohibition, attempts all blocked", {.prohibits = true, .blocked_against = 2}, Verdict::verified},
        {"prohibition, one admitted",
         {.prohibits = true, .admitted_against = 1, .blocked_against = 2},
         Verdict::violated},
        {"prohibition, evidence lacking",
         {.prohibits = true, .blocked_against = 2, .lacking = "loss"},
         Verdict::unknown},
        {"prohibition, no attempt", {.prohibits = true}, Verdict::unseen},
        {"attested", {.attestation = {AttestationState::in_force, "a"}}, Verdict::attested},
        {"use beats attestation",
         {.conforming_answered = 1, .attestation = {AttestationState::in_force}},
         Verdict::verified},
        {"attestation expired", {.attestation = {AttestationState::expired, "a"}}, Verdict::unknown},
        {"attestation against it", {.attestation = {AttestationState::contradicts, "a"}}, Verdict::failing},
        {"attestation against it, good probe",
         {.probe = {ProbeState::ok}, .attestation = {AttestationState::contradicts, "a"}},
         Verdict::verified},
        {"attestation leaves questions open",
         {.attestation = {AttestationState::incomplete, "a"}},
         Verdict::unknown},
        {"probe negative once", {.probe = {ProbeState::negative_once}}, Verdict::unknown},
        {"probe negative once, attested",
         {.probe = {ProbeState::negative_once}, .attestation = {AttestationState::in_force, "a"}},
         Verdict::unknown},
        {"probe negative once, used",
         {.conforming_answered = 1, .probe = {ProbeState::negative_once}},
         Verdict::verified},
        {"probe measured too little", {.probe = {ProbeState::incomplete}}, Verdict::unknown},
        {"prohibition, probe got through twice",
         {.prohibits = true, .probe = {ProbeState::negative_twice}},
         Verdict::violated},
        {"nothing seen", {}, Verdict::unseen},
        {"nobody attested", {.unmeasured = "nobody has attested it"}, Verdict::unseen},
    };
    for (const Row& row : rows) {
        const Judgement judgement = judge_subject(row.evidence);
        EXPECT_EQ(judgement.verdict, row.expected) << row.name << ": " << judgement.reason;
        EXPECT_FALSE(judgement.reason.empty()) << row.name;
    }
}

const SubjectVerdict& subject(const std::vector<RequirementVerdict>& verdicts, const std::string& id,
                              const std::string& name) {
    for (const RequirementVerdict& verdict : verdicts)
        if (verdict.requirement->id == id)
            for (const SubjectVerdict& each : verdict.subjects)
                if (each.subject == name) return each;
    panic("no such subject in the test: " + id + " " + name);
}

const RequirementVerdict& requirement(const std::vector<RequirementVerdict>& verdicts,
                                      const std::string& id) {
    for (const RequirementVerdict& verdict : verdicts)
        if (verdict.requirement->id == id) return verdict;
    panic("no such requirement in the test: " + id);
}

class JudgeRecording : public ::testing::Test {
protected:
    std::vector<RequirementVerdict> judge() {
        recording.packets = 1000;
        flows = judge_flows(policy, recording);
        return judge_recording(policy, recording, flows);
    }
    Policy policy = test_policy();
    evidence::Recording recording;
    std::vector<JudgedFlow> flows;
};

TEST_F(JudgeRecording, WorstSubjectDecidesAndUseVerifies) {
    recording.flows = {test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161),
                       test_flow("10.1.0.10", "10.1.8.2", Protocol::udp, 161)};
    recording.flows[1].answered = false;
    const auto verdicts = judge();
    EXPECT_EQ(subject(verdicts, "DEMO-001", "floor-1").verdict, Verdict::verified);
    EXPECT_EQ(subject(verdicts, "DEMO-001", "floor-2").verdict, Verdict::failing);
    EXPECT_EQ(requirement(verdicts, "DEMO-001").verdict, Verdict::failing);
    EXPECT_FALSE(subject(verdicts, "DEMO-001", "floor-1").evidence.empty());
}

TEST_F(JudgeRecording, AnsweredProhibitionIsViolatedUnansweredIsVerified) {
    recording.flows = {test_flow("203.0.113.9", "10.1.0.10", Protocol::tcp, 22)};
    EXPECT_EQ(requirement(judge(), "DEMO-004").verdict, Verdict::violated);
    recording.flows[0].answered = false;
    EXPECT_EQ(requirement(judge(), "DEMO-004").verdict, Verdict::verified);
}

TEST_F(JudgeRecording, OptionsAndParametersSpeak) {
    const auto verdicts = judge();
    EXPECT_EQ(requirement(verdicts, "DEMO-003").verdict, Verdict::not_applicable);
    EXPECT_EQ(requirement(verdicts, "DEMO-003").reason, "option web is off");
    EXPECT_EQ(requirement(verdicts, "DEMO-006").verdict, Verdict::unknown);
    EXPECT_EQ(requirement(verdicts, "DEMO-006").reason, "parameter extra_ports is unset");
    EXPECT_EQ(requirement(verdicts, "DEMO-002").verdict, Verdict::unseen);
}

TEST_F(JudgeRecording, LossOverOneInAThousandIsUnknown) {
    recording.flows = {test_flow("10.1.0.10", "10.1.8.1", Protocol::udp, 161)};
    recording.lost = 1;
    EXPECT_EQ(subject(judge(), "DEMO-001", "floor-1").verdict, Verdict::verified);
    recording.lost = 2;
    EXPECT_EQ(subject(judge(), "DEMO-001", "floor-1").verdict, Verdict::unknown);
}

TEST_F(JudgeRecording, RestrictingControlIsUpheldOrViolated) {
    recording.flows = {test_flow("10.1.0.10", "203.0.113.50", Protocol::tcp, 443)};
    recording.flows[0].names = {"cloud.demo.example"};
    recording.flows[0].facts.set(evidence::Fact::tls, "1.3");
    EXPECT_EQ(requirement(judge(), "DEMO-005").verdict, Verdict::verified);
    recording.flows[0].facts.set(evidence::Fact::tls, "1.0");
    EXPECT_EQ(requirement(judge(), "DEMO-005").verdict, Verdict::unseen);  // DEMO-010 admits it, unrestricted
    policy = test_policy(narrow_site());
    EXPECT_EQ(requirement(judge(), "DEMO-005").verdict, Verdict::violated);
    EXPECT_EQ(requirement(judge(), "DEMO-002").verdict, Verdict::unseen);
}

// What no packet shows is listed from the start, with what it waits for: silence about it would read as a
// pass.
TEST_F(JudgeRecording, WhatPeopleAndProbesDecideHasARowFromTheStart) {
    const std::string profile =
        std::string(kTestProfile) +
        R"(  - {id: DEMO-020, kind: control, level: required, lines: "20", quote: q, effect: attest, from: agent}
  - {id: DEMO-021, kind: control, level: required, lines: "21", quote: q, effect: attest, decided_by: [probe], probes: [tls]}
  - {id: DEMO-022, kind: control, level: required, lines: "22", quote: q, effect: attest, decided_by: [probe, attestation], probes: [tls]}
  - {id: DEMO-023, kind: control, level: required, lines: "23", quote: q, effect: attest, from: agent, when: {web: "on"}}
  - {id: DEMO-024, kind: control, level: required, lines: "24", quote: q, effect: attest, from: desk}
  - {id: DEMO-025, kind: observation, level: informational, lines: "25", quote: q, decided_by: [packets]}
  - {id: DEMO-026, kind: observation, level: informational, lines: "26", quote: q, decided_by: []}
)";
    std::string site(kTestSite);
    const std::string desk = ", desk: [desk-1]";
    site.erase(site.find(desk), desk.size());
    policy = test_policy(site, profile);
    const std::vector<RequirementVerdict> verdicts = judge();
    const auto said = [&](const std::string& id) {
        const RequirementVerdict& row = requirement(verdicts, id);
        return fmt::format("{} {}: {}", row.subjects.at(0).subject, verdict_name(row.verdict), row.reason);
    };
    EXPECT_EQ(said("DEMO-020"), "agent-1 unseen: nobody has attested it");
    EXPECT_EQ(said("DEMO-021"), "demo unseen: no probe has measured it");
    EXPECT_EQ(said("DEMO-022"), "demo unseen: no probe has measured it and nobody has attested it");
    EXPECT_EQ(said("DEMO-023"), "agent-1 not-applicable: option web is off");
    EXPECT_EQ(said("DEMO-024"), "demo not-applicable: role desk is unbound");
    EXPECT_EQ(said("DEMO-025"), "demo unseen: nothing has measured it");
    for (const RequirementVerdict& row : verdicts)
        EXPECT_NE(row.requirement->id, "DEMO-026") << "kept for the trace";
}

TEST_F(JudgeRecording, ClosedListIsViolatedByWhatNothingDocuments) {
    recording.flows = {test_flow("10.1.0.10", "203.0.113.60", Protocol::tcp, 8443)};
    EXPECT_EQ(requirement(judge(), "DEMO-007").verdict, Verdict::violated);
}

}  // namespace
}  // namespace portolan::policy
