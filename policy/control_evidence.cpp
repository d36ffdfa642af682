#include "policy/control_evidence.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using evidence::Attestation;
using evidence::Measurement;
using evidence::Observation;
using profiles::Expectation;
using profiles::Requirement;
using Words = std::vector<std::string>;

bool among(const std::string& word, const Words& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// A number where words are expected is a number's text and nothing else; words are never numbers, so that a
// probe which failed to measure ("timeout") can't meet a range.
bool meets(const Expectation& expected, const Measurement& measured) {
    const std::uint64_t* number = std::get_if<std::uint64_t>(&measured.value);
    if (expected.op == Expectation::Op::range)
        return number != nullptr && (!expected.least || *number >= *expected.least) &&
               (!expected.most || *number <= *expected.most);
    const Words words =
        number != nullptr ? Words{fmt::format("{}", *number)} : std::get<Words>(measured.value);
    const auto listed = [&](const std::string& word) { return among(word, expected.words); };
    if (expected.op == Expectation::Op::any_of)
        return !words.empty() && std::all_of(words.begin(), words.end(), listed);
    if (expected.op == Expectation::Op::none_of)
        return !words.empty() && std::none_of(words.begin(), words.end(), listed);
    return std::all_of(expected.words.begin(), expected.words.end(),
                       [&](const std::string& word) { return among(word, words); });
}

std::string value_text(const Measurement& measured) {
    if (const std::uint64_t* number = std::get_if<std::uint64_t>(&measured.value))
        return fmt::format("{}", *number);
    const Words& words = std::get<Words>(measured.value);
    return words.empty() ? "empty" : fmt::format("{}", fmt::join(words, ", "));
}

// The last one where a value was given twice: the later measurement of one run.
const Measurement* find(const std::vector<Measurement>& measured, const std::string& name) {
    const auto found = std::find_if(measured.rbegin(), measured.rend(),
                                    [&](const Measurement& each) { return each.name == name; });
    return found == measured.rend() ? nullptr : &*found;
}

bool speaks_of(const std::string& whom, const std::string& subject) {
    return whom.empty() || whom == subject;
}

// The day is enough for a reader; the exact instant stands in the attestation itself.
std::string evidence_text(const Attestation& attestation) {
    if (attestation.evidence.empty()) return {};
    return fmt::format("{}, SHA-256 {}, valid until {}", attestation.evidence, attestation.evidence_sha256,
                       attestation.valid_until.text().substr(0, 10));
}

// An attestation that answers none of the expected questions is a plain statement that the requirement holds.
AttestationFinding judge_answers(const Requirement& requirement, const Attestation& attestation) {
    const bool answers =
        std::any_of(requirement.expects.begin(), requirement.expects.end(),
                    [&](const Expectation& each) { return find(attestation.answers, each.name) != nullptr; });
    if (!answers) return {AttestationState::in_force, "attested by " + attestation.by};
    const MeasuredCheck check = check_measured(requirement, attestation.answers);
    if (check.met == Met::met) return {AttestationState::in_force, "attested by " + attestation.by};
    const auto state =
        check.met == Met::broken ? AttestationState::contradicts : AttestationState::incomplete;
    return {state, fmt::format("attested by {}: {}", attestation.by, check.reason)};
}

}  // namespace

std::set<std::string> ControlEvidence::requirements() const {
    std::set<std::string> out;
    for (const Observation& observation : observations)
        out.insert(observation.requirement);
    for (const Attestation& attestation : attestations)
        out.insert(attestation.requirements.begin(), attestation.requirements.end());
    return out;
}

MeasuredCheck check_measured(const Requirement& requirement, const std::vector<Measurement>& measured) {
    if (requirement.expects.empty()) return {Met::incomplete, "the profile does not say what to expect"};
    std::string missing;
    for (const Expectation& expected : requirement.expects) {
        const Measurement* value = find(measured, expected.name);
        if (value == nullptr) {
            if (!expected.optional && missing.empty()) missing = expected.name + " is not told";
        } else if (!meets(expected, *value)) {
            return {Met::broken, fmt::format("{} is {}; {} is documented", expected.name, value_text(*value),
                                             expected.text())};
        }
    }
    if (!missing.empty()) return {Met::incomplete, missing};
    return {Met::met, {}};
}

ControlEvidence ControlEvidence::of(const std::string& requirement) const {
    ControlEvidence out{{}, {}, from, until};
    for (const Observation& observation : observations)
        if (observation.requirement == requirement) out.observations.push_back(observation);
    for (const Attestation& attestation : attestations)
        if (among(requirement, attestation.requirements)) out.attestations.push_back(attestation);
    return out;
}

ProbeFinding probe_finding(const Requirement& requirement, const std::string& subject,
                           const ControlEvidence& evidence) {
    std::vector<const Observation*> runs;
    for (const Observation& run : evidence.observations)
        if (run.requirement == requirement.id && speaks_of(run.subject, subject) && evidence.from <= run.at &&
            run.at <= evidence.until)
            runs.push_back(&run);
    std::stable_sort(runs.begin(), runs.end(),
                     [](const Observation* a, const Observation* b) { return a->at < b->at; });
    ProbeFinding out;
    for (const Observation* run : runs) {
        const MeasuredCheck check = check_measured(requirement, run->measured);
        const bool failed_before =
            out.state == ProbeState::negative_once || out.state == ProbeState::negative_twice;
        if (check.met == Met::met) {
            out = {ProbeState::ok, {}};
        } else if (check.met == Met::broken) {
            out = {failed_before ? ProbeState::negative_twice : ProbeState::negative_once, check.reason};
        } else if (out.state == ProbeState::none) {
            out = {ProbeState::incomplete, check.reason};  // else the last whole run stands
        }
    }
    return out;
}

AttestationFinding attestation_finding(const Requirement& requirement, const std::string& subject,
                                       const ControlEvidence& evidence) {
    const Attestation* newest = nullptr;
    const Attestation* ended = nullptr;
    for (const Attestation& each : evidence.attestations) {
        if (!among(requirement.id, each.requirements) || !speaks_of(each.subject, subject)) continue;
        // Revoked before it began, it never held.
        if (evidence.until < each.valid_from || each.end() <= each.valid_from) continue;
        const bool over = each.end() <= evidence.until;
        if (over && (ended == nullptr || ended->end() <= each.end())) ended = &each;
        if (!over && (newest == nullptr || newest->valid_from <= each.valid_from)) newest = &each;
    }
    if (newest != nullptr) {
        AttestationFinding out = judge_answers(requirement, *newest);
        out.evidence = evidence_text(*newest);
        return out;
    }
    if (ended != nullptr)
        return {AttestationState::expired,
                ended->end() < ended->valid_until ? "stale: the attestation was revoked"
                                                  : "stale: the attestation has expired",
                evidence_text(*ended)};
    return {};
}

}  // namespace portolan::policy
