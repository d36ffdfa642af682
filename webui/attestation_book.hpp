// What persons attest, as the API needs it; the server role puts policy and store behind it. Changes are kept
// when a call has returned without error.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/kept_attestation.hpp"

#include <map>
#include <string>
#include <vector>

namespace portolan::webui {

struct AttestRequest {
    std::string name;                           // of the file, for messages
    std::string text;                           // portolan-attestations/1
    std::map<std::string, std::string> hashes;  // SHA-256 of the evidence files, by their names in the text
    bool dry_run = false;                       // check everything, keep nothing
    std::string who;                            // for the audit: user name
    std::string from;                           // address or "local"
    Timestamp now;
};

struct RevokeRequest {
    std::string id;
    std::string reason;
    std::string who;
    std::string from;
    Timestamp now;
};

class AttestationBook {
public:
    virtual ~AttestationBook() = default;
    [[nodiscard]] virtual const std::vector<evidence::KeptAttestation>& list() const = 0;  // newest first
    // All of the text or nothing. bad_input with file:line:column where it is wrong.
    [[nodiscard]] virtual Result<std::vector<evidence::KeptAttestation>> add(
        const AttestRequest& request) = 0;
    // not_found, or bad_input where it is revoked already.
    [[nodiscard]] virtual Result<evidence::KeptAttestation> revoke(const RevokeRequest& request) = 0;
};

}  // namespace portolan::webui
