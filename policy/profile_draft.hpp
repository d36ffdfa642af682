// The first draft of a profile, from a recording: who talks to whom becomes roles and requirements. Machines
// that ask and answer the same services are one role. Every requirement says `lines: observed` and is
// informational: it allows nothing until a person finds the vendor's sentence behind it.
//
//     Result<Draft> draft = draft_profile(recording, {"vault", "VAULT", "Vault", "site.pcap", sha256, {}});
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/result.hpp"
#include "appliance/evidence/recording.hpp"
#include "profiles/profile.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

struct DraftHead {
    std::string id, prefix, title;
    std::string capture;  // name of the file, for the citation
    std::string sha256;   // of the capture
    AddressSet inside;    // the customer's addresses beside the private ones
};

struct Draft {
    profiles::Profile profile;
    std::vector<std::string> remarks;  // which address became which role, what was left out
};

// Fails where the recording holds nothing to write down.
Result<Draft> draft_profile(const evidence::Recording& recording, DraftHead head);

}  // namespace portolan::policy
