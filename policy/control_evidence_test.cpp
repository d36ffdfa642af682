// What counts of probes and attestations: two failures in a row, the window, the newest in force, the
// subject.
#include "policy/control_evidence.hpp"

#include "policy/judge.hpp"
#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using evidence::Measurement;
using profiles::Expectation;

profiles::Requirement requirement(std::vector<Expectation> expects) {
    profiles::Requirement out;
    out.id = "DEMO-020";
    out.effect = profiles::Effect::attest;
    out.expects = std::move(expects);
    return out;
}

const profiles::Requirement kBandwidth =
    requirement({{.name = "down_kbps", .least = 384}, {.name = "up_kbps", .least = 384}});

std::vector<Measurement> bandwidth(std::uint64_t down, std::uint64_t up) {
    return {{"down_kbps", down}, {"up_kbps", up}};
}

struct Row {
    const char* name;
    Expectation expected;
    Measurement measured;
    Met met;
};

TEST(CheckMeasured, EachComparisonAndItsNeighbour) {
    using Op = Expectation::Op;
    using Words = std::vector<std::string>;
    const Expectation range{.name = "x", .least = 3, .most = 5};
    const Expectation any{.name = "x", .op = Op::any_of, .words = {"publickey", "certificate"}};
    const Expectation none{.name = "x", .op = Op::none_of, .words = {"v1", "v2c"}};
    const Expectation all{.name = "x", .op = Op::all_of, .words = {"login", "change"}};
    const std::vector<Row> rows = {
        {"at the lower bound", range, {"x", 3U}, Met::met},
        {"under it", range, {"x", 2U}, Met::broken},
        {"at the upper bound", range, {"x", 5U}, Met::met},
        {"over it", range, {"x", 6U}, Met::broken},
        {"a word is no number", range, {"x", Words{"4"}}, Met::broken},
        {"one of the words", any, {"x", Words{"publickey"}}, Met::met},
        {"another one beside it", any, {"x", Words{"publickey", "password"}}, Met::broken},
        {"no word at all", any, {"x", Words{}}, Met::broken},
        {"none of the words", none, {"x", Words{"v3"}}, Met::met},
        {"one that must not be", none, {"x", Words{"v3", "v1"}}, Met::broken},
        {"nothing found is no proof", none, {"x", Words{}}, Met::broken},
        {"all and one more", all, {"x", Words{"login", "change", "time"}}, Met::met},
        {"one is missing", all, {"x", Words{"login"}}, Met::broken},
        {"measured something else", any, {"y", Words{"publickey"}}, Met::incomplete},
    };
    for (const Row& row : rows)
        EXPECT_EQ(check_measured(requirement({row.expected}), {row.measured}).met, row.met) << row.name;
}

TEST(CheckMeasured, OneBrokenDecidesWhateverIsMissing) {
    const MeasuredCheck broken = check_measured(kBandwidth, {{"up_kbps", 383U}});
    EXPECT_EQ(broken.met, Met::broken);
    EXPECT_EQ(broken.reason, "up_kbps is 383; at least 384 is documented");
    const MeasuredCheck half = check_measured(kBandwidth, {{"up_kbps", 384U}});
    EXPECT_EQ(half.met, Met::incomplete);
    EXPECT_EQ(half.reason, "down_kbps is not told");
    EXPECT_EQ(check_measured(requirement({}), bandwidth(1, 1)).met, Met::incomplete);
}

TEST(CheckMeasured, OptionalValuesMayBeMissingButNotWrong) {
    const auto keys = requirement({{.name = "methods", .op = Expectation::Op::any_of, .words = {"publickey"}},
                                   {.name = "people", .most = 1, .optional = true}});
    const Measurement method{"methods", std::vector<std::string>{"publickey"}};
    EXPECT_EQ(check_measured(keys, {method}).met, Met::met);
    EXPECT_EQ(check_measured(keys, {method, {"people", 2U}}).met, Met::broken);
}

class ProbeRuns : public ::testing::Test {
protected:
    ProbeRuns() { evidence.until = {100}; }
    void run(std::int64_t at, std::vector<Measurement> measured, const std::string& subject = "") {
        evidence.observations.push_back({"DEMO-020", subject, {at}, "throughput", std::move(measured)});
    }
    [[nodiscard]] ProbeState state() const { return probe_finding(kBandwidth, "agent-1", evidence).state; }
    ControlEvidence evidence;
};

TEST_F(ProbeRuns, OneFailureIsNotYetTwo) {
    EXPECT_EQ(state(), ProbeState::none);
    run(10, bandwidth(100, 384));
    EXPECT_EQ(state(), ProbeState::negative_once);
    run(20, bandwidth(384, 100));
    EXPECT_EQ(state(), ProbeState::negative_twice);
    run(30, bandwidth(384, 384));
    EXPECT_EQ(state(), ProbeState::ok);
    run(40, bandwidth(1, 1));
    EXPECT_EQ(state(), ProbeState::negative_once);
}

TEST_F(ProbeRuns, TheInstantsDecideNotTheOrderInWhichTheyCame) {
    run(30, bandwidth(384, 384));
    run(20, bandwidth(1, 1));
    run(10, bandwidth(1, 1));
    EXPECT_EQ(state(), ProbeState::ok);
}

TEST_F(ProbeRuns, OutsideTheWindowOrOfAnotherSubjectTellsNothing) {
    evidence.from = {10};
    run(9, bandwidth(1, 1));
    run(101, bandwidth(1, 1));
    run(50, bandwidth(1, 1), "agent-2");
    EXPECT_EQ(state(), ProbeState::none);
    run(10, bandwidth(1, 1), "agent-1");
    run(100, bandwidth(1, 1));
    EXPECT_EQ(state(), ProbeState::negative_twice);
}

TEST_F(ProbeRuns, AHalfMeasuredRunNeitherHealsNorFails) {
    run(10, {{"up_kbps", 384U}});
    EXPECT_EQ(state(), ProbeState::incomplete);
    run(20, bandwidth(1, 1));
    run(30, {{"up_kbps", 384U}});
    EXPECT_EQ(state(), ProbeState::negative_once);
}

class Attested : public ::testing::Test {
protected:
    void attest(std::int64_t from, std::int64_t until, std::vector<Measurement> answers = {},
                const std::string& subject = "") {
        evidence.attestations.push_back({{"DEMO-001", "DEMO-020"},
                                         subject,
                                         "A. Auditor",
                                         "it holds",
                                         std::move(answers),
                                         "letter.pdf",
                                         std::string(64, '0'),
                                         {from},
                                         {until}});
    }
    [[nodiscard]] AttestationState state_at(std::int64_t at) {
        evidence.until = {at};
        return attestation_finding(kBandwidth, "agent-1", evidence).state;
    }
    ControlEvidence evidence;
};

TEST_F(Attested, HoldsFromItsFirstInstantToBeforeItsLast) {
    attest(10, 20);
    EXPECT_EQ(state_at(9), AttestationState::none);
    EXPECT_EQ(state_at(10), AttestationState::in_force);
    EXPECT_EQ(state_at(19), AttestationState::in_force);
    EXPECT_EQ(state_at(20), AttestationState::expired);
}

TEST_F(Attested, TheNewestInForceDecides) {
    attest(10, 90, bandwidth(100, 100));
    EXPECT_EQ(state_at(50), AttestationState::contradicts);
    attest(20, 40, bandwidth(384, 384));
    EXPECT_EQ(state_at(30), AttestationState::in_force);
    EXPECT_EQ(state_at(50), AttestationState::contradicts);
}

TEST_F(Attested, RevokedItHoldsNoLonger) {
    attest(10, 90);
    evidence.attestations.back().revoked = Timestamp{50};
    EXPECT_EQ(state_at(49), AttestationState::in_force);
    EXPECT_EQ(state_at(50), AttestationState::expired);
    EXPECT_EQ(attestation_finding(kBandwidth, "agent-1", evidence).reason,
              "stale: the attestation was revoked");
    attest(50, 60);
    EXPECT_EQ(state_at(50), AttestationState::in_force) << "another one holds";
    EXPECT_EQ(state_at(60), AttestationState::expired);
    EXPECT_EQ(attestation_finding(kBandwidth, "agent-1", evidence).reason,
              "stale: the attestation has expired");
}

TEST_F(Attested, RevokedBeforeItBeganItNeverHeld) {
    attest(50, 90);
    evidence.attestations.back().revoked = Timestamp{20};
    EXPECT_EQ(state_at(60), AttestationState::none);
}

TEST_F(Attested, AnswersMustBeWholeAndOfTheSubject) {
    attest(10, 90, bandwidth(100, 100), "agent-2");
    EXPECT_EQ(state_at(50), AttestationState::none);
    attest(10, 90, {{"up_kbps", 384U}});
    EXPECT_EQ(state_at(50), AttestationState::incomplete);
    attest(10, 90, {{"unrelated", 1U}});
    EXPECT_EQ(state_at(50), AttestationState::in_force);
}

// The same through judge: a control under an option.
TEST(JudgeControls, OptionsHoldWithAndWithoutEvidence) {
    const std::string profile =
        std::string(kTestProfile) +
        "  - {id: DEMO-020, kind: control, level: required, lines: \"20\", quote: q, effect: attest, from: "
        "agent,\n"
        "     when: {web: \"on\"}, expects: {down_kbps: {min: 384}, up_kbps: {min: 384}}}\n";
    std::string site(kTestSite);
    const evidence::Recording recording;
    ControlEvidence controls;
    const auto verdict = [&]() -> std::string {
        const Policy policy = test_policy(site, profile);
        for (const RequirementVerdict& each : judge_recording(policy, recording, {}, controls))
            if (each.requirement->id == "DEMO-020")
                return std::string(verdict_name(each.verdict)) + ": " + each.reason;
        return "";
    };
    EXPECT_EQ(verdict(), "not-applicable: option web is off");
    controls.until = {100};
    controls.observations.push_back({"DEMO-020", "agent-1", {1}, "throughput", bandwidth(384, 384)});
    EXPECT_EQ(verdict(), "not-applicable: option web is off");
    site.replace(site.find("wide: \"on\""), 10, "web: \"on\"");
    EXPECT_EQ(verdict(), "verified: by probe");
    controls.observations.push_back({"DEMO-020", "agent-1", {2}, "throughput", bandwidth(384, 1)});
    EXPECT_EQ(verdict(), "unknown: the probe failed once: up_kbps is 1; at least 384 is documented");
    controls.observations.push_back({"DEMO-020", "agent-1", {3}, "throughput", bandwidth(384, 1)});
    EXPECT_EQ(verdict(), "failing: the probe failed twice: up_kbps is 1; at least 384 is documented");
    controls.observations.clear();
    controls.attestations.push_back({{"DEMO-020"}, "", "B", "", {}, "", "", {0}, {100}});
    EXPECT_EQ(verdict(), "unknown: stale: the attestation has expired");
    controls.attestations.back().valid_until = {101};
    EXPECT_EQ(verdict(), "attested: attested by B");
}

}  // namespace
}  // namespace portolan::policy
