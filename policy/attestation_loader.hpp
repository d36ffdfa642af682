// Attestations as a person writes them: one YAML file, one entry a letter, each for many requirements.
// Checked against the policy: ids, subject, answers and how long each may hold. All of a file, or nothing of
// it.
//
//     schema: portolan-attestations/1
//     attestations:
//       - requirements: [DCA4-002, DCA4-010]
//         by: A. Ferrer, vendor's data protection officer
//         statement: servers in the EU; SOC 2 report seen
//         evidence: {file: letter.pdf}     # or {reference: "report 17, under NDA", sha256: 64 hex digits}
//         valid_from: 2026-11-23           # valid_until: by default as long as the requirements allow
//
// docs/attestations.md describes every key.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/attestation.hpp"
#include "policy/policy.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

inline constexpr std::size_t kMostAttestations = 1000;                    // of a file
inline constexpr std::uint64_t kMostEvidenceBytes = 64ULL << 20U;         // of one: a scanned contract
inline constexpr std::uint64_t kMostAttestationsFileBytes = 512U << 10U;  // of the YAML: it is sent as JSON

// SHA-256 of the evidence file that an entry names, in 64 hex digits; else why not.
using EvidenceHash = std::function<Result<std::string>(const std::string& name)>;

// `file` is the name used in messages.
Result<std::vector<evidence::Attestation>> parse_attestations(std::string_view yaml, const std::string& file,
                                                              const Policy& policy,
                                                              const EvidenceHash& hash_of);

// With evidence files beside or below the file.
Result<std::vector<evidence::Attestation>> load_attestations(const std::string& path, const Policy& policy);

// What a sender of the text must send beside it: the hashes of the evidence files that it names, by the names
// in the text. Only the shape that leads to them is looked at: what else is wrong, parse_attestations tells.
Result<std::map<std::string, std::string>> evidence_hashes(std::string_view yaml, const std::string& path);

// Of one file, bounded.
Result<std::string> hash_evidence(const std::string& path);

}  // namespace portolan::policy
