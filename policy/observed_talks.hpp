// Flows of a recording folded to what a profile speaks of: who opened, to whom, on which service. Private to
// the draft and the suggestion of roles.
#pragma once

#include "appliance/evidence/recording.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::policy {

struct Service {
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;                  // 0: ICMP
    std::string icmp;                        // type by name, ICMP only
    [[nodiscard]] std::string text() const;  // "tcp/443", "icmp/echo-request"
    friend auto operator<=>(const Service&, const Service&) = default;
};

struct Talk {
    Address from, to;
    Service service;
    std::string name;  // that the initiator asked for or wrote into its TLS hello; empty: none seen
    bool answered = false;
    bool mid_flow = false;  // in one of its flows the direction is a guess
    std::uint64_t flows = 0;
    Timestamp first;
};

// In the order of their first flow. TCP that nobody answered is no talk; `left_out` counts such flows,
// those of other protocols, and those beyond the bound of 200,000 talks.
std::vector<Talk> observed_talks(const evidence::Recording& recording, std::uint64_t& left_out);

}  // namespace portolan::policy
