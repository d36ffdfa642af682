// What was so from when to when. Written on change only, so that any report of a past time is a query.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <optional>
#include <string>
#include <vector>

namespace portolan::evidence {

struct VerdictInterval {
    std::string requirement;
    std::string product;
    std::string subject;  // asset or endpoint; empty = the requirement as a whole
    std::string verdict;
    std::string reason;
    Timestamp from;
    std::optional<Timestamp> to;  // absent: it is so now
    std::string policy;
    std::vector<std::string> evidence;  // ids of flows, findings, observations

    friend bool operator==(const VerdictInterval&, const VerdictInterval&) = default;
};

// A time in which an evidence source was whole. What lies between the intervals of a source is not covered.
struct CoverageInterval {
    std::string source;  // "capture:inside", "enforce", "clock", "server"
    Timestamp from;
    std::optional<Timestamp> to;  // absent: whole until now
    std::string reason;           // why it ended; empty while it lasts

    friend bool operator==(const CoverageInterval&, const CoverageInterval&) = default;
};

}  // namespace portolan::evidence
