// All that one recorder run yields: flows, and what it could not cover. A report without the second part
// lies.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "appliance/evidence/flow.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace portolan::evidence {

struct Recording {
    std::vector<Flow> flows;  // in the order of their first packet

    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  // captured bytes
    Timestamp first;          // the window; both zero where there was no packet
    Timestamp last;

    // Named odd or skipped things with their number: "arp", "ip fragment", "unknown link type", "bad
    // checksum", "truncated header", "flow table full" ... Zeek's "weird": counted, never log noise.
    std::map<std::string, std::uint64_t> not_covered;
    // Where and why reading stopped early, one sentence a file ("a.pcap: ends inside packet 4711 at byte
    // 99123; the 4710 packets before it were read"). Empty: every file was whole.
    std::vector<std::string> incomplete;
    // Packets that the capturing side says it lost (pcapng interface statistics, live drops).
    std::uint64_t lost = 0;
    // Why silence proves nothing now ("the recorder is down since ..."); empty where it does.
    std::string lacking;
};

}  // namespace portolan::evidence
