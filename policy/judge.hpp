// judge: the verdict of a requirement and subject over a window, from evidence. First match wins, in the
// order of the design (docs/architecture.md, "Verdicts"); judge_subject is that table, judge fills its rows
// from recorded flows.
#pragma once

#include "appliance/evidence/recording.hpp"
#include "policy/assess.hpp"
#include "policy/control_evidence.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

// Worst first; not_applicable is left out of a requirement's own verdict.
enum class Verdict : std::uint8_t { violated, failing, unknown, unseen, attested, verified, not_applicable };
std::string_view verdict_name(Verdict verdict);

// What is known of one requirement and one subject in the window.
struct SubjectEvidence {
    std::string not_applicable = {};  // why the requirement does not apply, or empty
    bool prohibits = false;           // it forbids; conforming use means nothing to it
    bool reply_expected = true;
    std::string unmeasured = {};         // why nothing shows it, where no packet can; empty: packets can
    std::uint64_t admitted_against = 0;  // attempts or facts against it that were let through
    std::uint64_t blocked_against = 0;   // attempts against it without an answer
    std::uint64_t conforming_answered = 0;
    std::uint64_t conforming_unanswered = 0;
    bool cadence_silent = false;  // a documented rhythm stopped
    ProbeFinding probe = {};
    std::string lacking = {};  // evidence that is missing ("recorder lost 2 % of the packets"), or empty
    AttestationFinding attestation = {};
};

struct Judgement {
    Verdict verdict = Verdict::unseen;
    std::string reason;
};
Judgement judge_subject(const SubjectEvidence& evidence);

struct SubjectVerdict {
    std::string subject;
    Verdict verdict = Verdict::unseen;
    std::string reason;
    std::vector<std::string> evidence;  // one line each, the most telling first
};

struct RequirementVerdict {
    const profiles::Requirement* requirement = nullptr;
    std::size_t product = 0;
    Verdict verdict = Verdict::not_applicable;  // worst of its subjects
    std::string reason;
    std::vector<SubjectVerdict> subjects;
};

struct JudgedFlow {
    const evidence::Flow* flow = nullptr;
    FlowAssessment assessment;
    // What the kernel did; absent for a capture file, where an answer stands for it.
    std::optional<bool> admitted = std::nullopt;
    [[nodiscard]] bool let_through() const { return admitted.value_or(flow->answered); }
};

// Every flow's verdict, in the order of the recording.
std::vector<JudgedFlow> judge_flows(const Policy& policy, const evidence::Recording& recording);

// A capture file's window is its first to last packet; the only evidence source is the recorder, and a flow
// was admitted where the responder answered. What packets don't decide (attested controls, observations) is
// judged by what `controls` bring of it, and is unseen without.
std::vector<RequirementVerdict> judge_recording(const Policy& policy, const evidence::Recording& recording,
                                                const std::vector<JudgedFlow>& flows,
                                                const ControlEvidence& controls = {});

}  // namespace portolan::policy
