// What probes and attestations say of a requirement: measured values and answers against what the profile
// expects (`expects`). Pure; the verdict is judge's. Nothing here knows a requirement by its id.
#pragma once

#include "appliance/evidence/attestation.hpp"
#include "appliance/evidence/observation.hpp"
#include "profiles/requirement.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace portolan::policy {

// Observations of [from, until] count; attestations are judged at `until`.
struct ControlEvidence {
    std::vector<evidence::Observation> observations;
    std::vector<evidence::Attestation> attestations;
    Timestamp from;
    Timestamp until;
    [[nodiscard]] std::set<std::string> requirements() const;                // ids that any of it speaks of
    [[nodiscard]] ControlEvidence of(const std::string& requirement) const;  // what speaks of this one
};

// Measured values against expected ones. One that breaks decides, whatever is missing.
enum class Met : std::uint8_t { met, broken, incomplete };
struct MeasuredCheck {
    Met met = Met::incomplete;
    std::string reason;  // what breaks or is missing: "up_kbps is 383; at least 384 is documented"
};
MeasuredCheck check_measured(const profiles::Requirement& requirement,
                             const std::vector<evidence::Measurement>& measured);

// negative_once: the last run broke, the one before did not; a single failure proves nothing yet.
enum class ProbeState : std::uint8_t { none, ok, negative_once, negative_twice, incomplete };
struct ProbeFinding {
    ProbeState state = ProbeState::none;
    std::string reason = {};
};
ProbeFinding probe_finding(const profiles::Requirement& requirement, const std::string& subject,
                           const ControlEvidence& evidence);

// The newest in force decides; without one, the one that ended last is told, by its time or revoked.
enum class AttestationState : std::uint8_t { none, in_force, contradicts, incomplete, expired };
struct AttestationFinding {
    AttestationState state = AttestationState::none;
    std::string reason = {};
    std::string evidence = {};  // "letter.pdf, SHA-256 ..., valid until 2027-05-31"
};
AttestationFinding attestation_finding(const profiles::Requirement& requirement, const std::string& subject,
                                       const ControlEvidence& evidence);

}  // namespace portolan::policy
