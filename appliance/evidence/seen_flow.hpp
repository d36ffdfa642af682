// What was seen of traffic over a time, merged as far as a decision on first packets goes: one row for all
// flows of the same ends, protocol, port, ICMP type and names. The history that readiness is asked of.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/base/transport.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::evidence {

struct SeenFlow {
    Address initiator;
    Address responder;
    Protocol protocol = Protocol::other;
    std::uint16_t port = 0;  // the responder's; tcp and udp
    std::string icmp;        // type by name; empty = not ICMP, or not seen
    std::vector<std::string> names;
    std::uint64_t flows = 1;
    bool answered = false;  // one of them was
    bool blocked = false;   // one of them was, by us
    Timestamp first;
    Timestamp last;
};

struct FlowHistory {
    std::vector<SeenFlow> flows;
    Timestamp from;  // what was looked at, whether or not there was traffic
    Timestamp to;
    bool cut = false;    // there was more than could be read: the latest are here
    bool by_us = false;  // seen by the appliance's own taps; a capture file comes from anywhere
};

}  // namespace portolan::evidence
