// A dated statement by a person for what no packet shows. One letter covers many requirements. Without
// answers it says that they hold; with answers policy/control_evidence.hpp compares these with the document.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "appliance/evidence/measurement.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace portolan::evidence {

struct Attestation {
    std::vector<std::string> requirements;  // ids
    std::string subject;                    // asset, or empty: the whole product
    std::string by;
    std::string statement;
    std::vector<Measurement> answers;
    std::string evidence;         // a file's name, or a reference to what may not be copied
    std::string evidence_sha256;  // 64 hex digits
    Timestamp valid_from;
    Timestamp valid_until;  // the first instant at which it no longer holds
    std::optional<Timestamp> revoked = std::nullopt;

    [[nodiscard]] Timestamp end() const { return revoked ? std::min(*revoked, valid_until) : valid_until; }
    friend bool operator==(const Attestation&, const Attestation&) = default;
};

}  // namespace portolan::evidence
