// Flows of one kind as one line. A scan of a thousand ports, or a thousand addresses that knock at one port,
// is one thing for a person to look at, not a thousand.
#pragma once

#include "appliance/report/assessment.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::report {

struct FlowGroup {
    const FlowRow* sample = nullptr;        // the first of them; into the assessment
    std::set<std::string_view> initiators;  // addresses
    std::set<std::string_view> responders;
    std::set<std::uint16_t> ports;     // empty where the protocol has none
    std::set<std::string_view> names;  // asked for
    bool reasons_differ = false;       // the sample's reason is that of one of them
    std::uint64_t flows = 0;
    std::uint64_t answered = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::string_view first;  // RFC 3339
    std::string_view last;

    [[nodiscard]] std::string initiator() const;  // asset name, address, or "214 addresses"
    [[nodiscard]] std::string responder() const;
    [[nodiscard]] std::string service() const;  // "tcp/443", "icmp", "tcp/22,23,80", "tcp, 1,000 ports"
};

// Groups of one verdict: most flows first, then in the order of the recording. Flows are alike when product,
// decision, both assets (or addresses), protocol and port are; more than kFoldedFrom groups that differ only
// in port, only in an initiator without asset name, or only in such a responder, become one.
std::vector<FlowGroup> group_flows(const Assessment& assessment, std::string_view verdict);

inline constexpr std::size_t kFoldedFrom = 5;

}  // namespace portolan::report
