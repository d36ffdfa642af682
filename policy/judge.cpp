#include "policy/judge.hpp"

#include "policy/subjects.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Effect;
using profiles::Requirement;

std::string counted(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

constexpr std::size_t kMostEvidence = 5;  // lines a subject; the flow table has the rest

std::string flow_text(const evidence::Flow& flow) {
    const bool ports = flow.protocol == Protocol::tcp || flow.protocol == Protocol::udp;
    const std::string service = ports
                                    ? fmt::format("{}/{}", protocol_name(flow.protocol), flow.responder_port)
                                    : std::string(protocol_name(flow.protocol));
    const std::string name = flow.names.empty() ? "" : fmt::format(" ({})", flow.names.front());
    return fmt::format("{} -> {}{} {}, {}, {}", flow.initiator.text(), flow.responder.text(), name, service,
                       counted(flow.packets_out + flow.packets_in, "packet"),
                       flow.answered ? "answered" : "no answer");
}

bool documents(const FlowAssessment& assessment, const Requirement& requirement) {
    if (assessment.verdict != FlowVerdict::conforming) return false;
    const auto& rules = assessment.decision.documenting;
    return std::any_of(rules.begin(), rules.end(),
                       [&](const Rule* rule) { return rule->requirement == &requirement; });
}

// A checked fact of a restricting control that passed on a conforming flow.
bool upheld(const FlowAssessment& assessment, const Requirement& requirement) {
    return requirement.effect == Effect::restrict && assessment.verdict == FlowVerdict::conforming &&
           std::any_of(assessment.checks.begin(), assessment.checks.end(), [&](const FactCheck& check) {
               return check.requirement == requirement.id && check.met && !check.seen.empty();
           });
}

bool against(const FlowAssessment& assessment, const Requirement& requirement) {
    const auto listed = [&] {
        return std::find(assessment.also.begin(), assessment.also.end(), requirement.id) !=
               assessment.also.end();
    };
    switch (assessment.verdict) {
        case FlowVerdict::conforming:
        case FlowVerdict::ungoverned:
            return false;
        case FlowVerdict::prohibited:
        case FlowVerdict::deviating:
            return assessment.requirement == &requirement || listed();
        case FlowVerdict::undocumented:
            break;
    }
    const auto& lists = assessment.decision.closed_lists;
    return std::find(lists.begin(), lists.end(), &requirement) != lists.end();
}

struct Tally {
    SubjectEvidence evidence;
    std::vector<std::string> against;
    std::vector<std::string> use;
};

void count(const JudgedFlow& judged, const Requirement& requirement, Tally& tally) {
    const evidence::Flow& flow = *judged.flow;
    if (against(judged.assessment, requirement)) {
        (judged.let_through() ? tally.evidence.admitted_against : tally.evidence.blocked_against) += 1;
        // Admitted ones tell more than blocked ones: they go first.
        if (judged.let_through())
            tally.against.insert(tally.against.begin(), flow_text(flow));
        else
            tally.against.push_back(flow_text(flow));
    } else if (documents(judged.assessment, requirement) || upheld(judged.assessment, requirement)) {
        (flow.answered ? tally.evidence.conforming_answered : tally.evidence.conforming_unanswered) += 1;
        if (flow.answered)
            tally.use.insert(tally.use.begin(), flow_text(flow));
        else
            tally.use.push_back(flow_text(flow));
    }
    if (tally.against.size() > kMostEvidence) tally.against.pop_back();
    if (tally.use.size() > kMostEvidence) tally.use.pop_back();
}

// More than one packet in a thousand lost: silence proves nothing.
std::string lacking_evidence(const evidence::Recording& recording) {
    if (!recording.lacking.empty()) return recording.lacking;
    std::uint64_t lost = recording.lost;
    if (const auto full = recording.not_covered.find("flow table full"); full != recording.not_covered.end())
        lost += full->second;
    if (lost * 1000 <= recording.packets + recording.lost) return {};
    return fmt::format("the recorder lost {} of {} packets", lost, recording.packets + recording.lost);
}

// Empty where attempts decide. An observation of packets that this version does not make (a rhythm, a lasting
// connection) has no other words than that nothing measured it.
std::string why_unmeasured(const Requirement& requirement) {
    using profiles::Decider;
    if (requirement.decides()) return {};
    const bool probed = requirement.can_be_decided_by(Decider::probe);
    const bool attested = requirement.can_be_decided_by(Decider::attestation);
    if (probed && attested) return "no probe has measured it and nobody has attested it";
    if (attested) return "nobody has attested it";
    return probed ? "no probe has measured it" : "nothing has measured it";
}

RequirementVerdict judge_requirement(const Applicability& applicability, const std::vector<JudgedFlow>& flows,
                                     const ControlEvidence& controls, const std::string& lacking) {
    const Requirement& requirement = *applicability.requirement;
    RequirementVerdict out;
    out.requirement = &requirement;
    out.product = applicability.product;
    // Lost packets take nothing from what only probes and persons decide.
    const std::string recorder_lacking = requirement.decides() ? lacking : std::string{};
    for (const Subject& subject : applicability.subjects) {
        Tally tally;
        tally.evidence.not_applicable = applicability.not_applicable;
        tally.evidence.prohibits = applicability.prohibits;
        tally.evidence.reply_expected = requirement.reply_expected;
        tally.evidence.unmeasured = why_unmeasured(requirement);
        tally.evidence.lacking =
            applicability.parameter_missing.empty() ? recorder_lacking : applicability.parameter_missing;
        tally.evidence.probe = probe_finding(requirement, subject.name, controls);
        tally.evidence.attestation = attestation_finding(requirement, subject.name, controls);
        if (requirement.decides())
            for (const JudgedFlow& judged : flows)
                if (subject.is_at(*judged.flow)) count(judged, requirement, tally);
        const Judgement judgement = judge_subject(tally.evidence);
        std::vector<std::string>& lines = tally.against.empty() ? tally.use : tally.against;
        if (const std::string& shown = tally.evidence.attestation.evidence; !shown.empty())
            lines.push_back(shown);
        out.subjects.push_back({subject.name, judgement.verdict, judgement.reason, std::move(lines)});
    }
    for (const SubjectVerdict& subject : out.subjects) {
        if (subject.verdict >= out.verdict && !out.reason.empty()) continue;
        out.verdict = subject.verdict;
        out.reason = subject.reason;
    }
    return out;
}

// Rows 2 and 3 of the table. What a probe measures is newer and surer than what a person said, so a good
// probe silences an attestation against the requirement. Of a prohibition, a probe that failed got through.
std::optional<Judgement> judge_against(const SubjectEvidence& e) {
    if (e.admitted_against > 0)
        return Judgement{Verdict::violated, counted(e.admitted_against, "flow") + " against it let through"};
    if (e.probe.state == ProbeState::negative_twice)
        return Judgement{e.prohibits ? Verdict::violated : Verdict::failing,
                         "the probe failed twice: " + e.probe.reason};
    const bool silent = e.reply_expected && e.conforming_unanswered > 0 && e.conforming_answered == 0;
    if (!e.prohibits && silent)
        return Judgement{Verdict::failing,
                         counted(e.conforming_unanswered, "documented attempt") + ", none answered"};
    if (!e.prohibits && e.cadence_silent) return Judgement{Verdict::failing, "the documented rhythm stopped"};
    if (e.attestation.state == AttestationState::contradicts && e.probe.state != ProbeState::ok)
        return Judgement{Verdict::failing, e.attestation.reason};
    return std::nullopt;
}

// Rows 7 and 8: nobody measured it.
Judgement judge_stated(const SubjectEvidence& e) {
    switch (e.attestation.state) {
        case AttestationState::in_force:
            return {Verdict::attested, e.attestation.reason};
        case AttestationState::incomplete:
        case AttestationState::expired:
            return {Verdict::unknown, e.attestation.reason};
        case AttestationState::contradicts:
        case AttestationState::none:
            break;
    }
    if (e.probe.state == ProbeState::incomplete) return {Verdict::unknown, "the probe: " + e.probe.reason};
    if (!e.unmeasured.empty()) return {Verdict::unseen, e.unmeasured};
    return {Verdict::unseen,
            e.prohibits ? "no attempt against it in the window" : "no such flow in the window"};
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::violated:
            return "violated";
        case Verdict::failing:
            return "failing";
        case Verdict::unknown:
            return "unknown";
        case Verdict::unseen:
            return "unseen";
        case Verdict::attested:
            return "attested";
        case Verdict::verified:
            return "verified";
        case Verdict::not_applicable:
            break;
    }
    return "not-applicable";
}

Judgement judge_subject(const SubjectEvidence& e) {
    if (!e.not_applicable.empty()) return {Verdict::not_applicable, e.not_applicable};
    if (const std::optional<Judgement> against = judge_against(e)) return *against;
    if (!e.lacking.empty()) return {Verdict::unknown, e.lacking};
    const std::uint64_t used = e.conforming_answered + (e.reply_expected ? 0 : e.conforming_unanswered);
    const bool probed = e.probe.state == ProbeState::ok;
    if (!e.prohibits && used > 0)
        return {Verdict::verified,
                fmt::format("by traffic: {}{}", counted(used, "flow"), probed ? ", and by probe" : "")};
    if (!e.prohibits && probed) return {Verdict::verified, "by probe"};
    if (e.probe.state == ProbeState::negative_once)
        return {Verdict::unknown, "the probe failed once: " + e.probe.reason};
    if (e.prohibits && e.blocked_against > 0)
        return {Verdict::verified, counted(e.blocked_against, "attempt") + ", none let through"};
    return judge_stated(e);
}

std::vector<JudgedFlow> judge_flows(const Policy& policy, const evidence::Recording& recording) {
    std::vector<JudgedFlow> out;
    out.reserve(recording.flows.size());
    for (const evidence::Flow& flow : recording.flows)
        out.push_back({&flow, assess_flow(policy, flow), std::nullopt});
    return out;
}

std::vector<RequirementVerdict> judge_recording(const Policy& policy, const evidence::Recording& recording,
                                                const std::vector<JudgedFlow>& flows,
                                                const ControlEvidence& controls) {
    const std::string lacking = lacking_evidence(recording);
    const std::set<std::string> brought = controls.requirements();
    const ControlEvidence nothing{{}, {}, controls.from, controls.until};
    std::vector<RequirementVerdict> out;
    for (const Applicability& each : applicabilities(policy)) {
        const std::string& id = each.requirement->id;
        out.push_back(
            judge_requirement(each, flows, brought.contains(id) ? controls.of(id) : nothing, lacking));
    }
    return out;
}

}  // namespace portolan::policy
