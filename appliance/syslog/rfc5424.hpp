// An event as a line of RFC 5424:
//
//     <132>1 2026-11-22T15:04:05.123Z gate.example portolan - PT4001 [portolan@32473 id="01..." seq="7" ...]
//     text
//
// Time is UTC with milliseconds and Z. No byte order mark (RFC 5424 section 6.4 asks for one; collectors keep
// it in the text, where it breaks patterns that begin with ^). One event is one line, never split: over the
// bound, values are shortened in a fixed order and trunc="1" says so.
#pragma once

#include "appliance/evidence/event.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::syslog {

struct LineOptions {
    std::string hostname;   // name or static address: some SIEMs tell their sources by it, so never empty
    std::string appliance;  // value of `app`
    // 32473 is for documentation (RFC 5612): who has a number of their own sets it.
    std::string sd_id = "portolan@32473";
    std::string process_id;  // empty = "-"
    // Bytes. rsyslog keeps 8 KiB of a message unless it is told otherwise; RFC 5425 asks for as much.
    std::size_t most = 8000;  // at least 1024 are taken
};

std::string rfc5424_line(const evidence::Event& event, const LineOptions& options);

// "2026-11-22T15:04:05.123Z"
std::string millisecond_time(Timestamp at);

// RFC 6587 section 3.4.1, octet counting: "LENGTH LINE".
std::string octet_counted(std::string_view line);

}  // namespace portolan::syslog
