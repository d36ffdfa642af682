// `accepted_blocks:` of a site: traffic that somebody answers for being blocked once its product enforces. It
// closes lines of readiness, and changes no decision.
//
//     accepted_blocks:
//       - {id: AB-1, from: print-pc, to: tracker.example, protocol: tcp, ports: [443], reason: no telemetry,
//          owner: network-team, ticket: "4711"}
#pragma once

#include "policy/admit.hpp"
#include "profiles/yaml_reader.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace portolan::policy {

// Ends are an asset, an address, a prefix or a range, or `internet`; a destination may be a name that clients
// resolve. Errors have the place.
Result<std::vector<AcceptedBlock>> read_accepted_blocks(const profiles::YamlValue& value,
                                                        const std::unordered_set<std::string>& assets);

class AcceptedBlocks {
public:
    explicit AcceptedBlocks(const Policy& policy);
    // The first in the site's order that speaks of the attempt, or null.
    [[nodiscard]] const AcceptedBlock* covering(const Attempt& attempt) const;

private:
    struct Compiled {
        const AcceptedBlock* source = nullptr;
        End from, to;
    };
    std::vector<Compiled> blocks_;
};

}  // namespace portolan::policy
