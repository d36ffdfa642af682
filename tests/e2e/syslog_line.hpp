// A strict reader of RFC 5424 lines, written from the RFC and not from the writer: what it takes, any
// receiver that keeps to the RFC takes too.
#pragma once

#include "appliance/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::e2e {

struct SyslogLine {
    unsigned priority = 0;
    std::string time;
    std::string host;
    std::string application;
    std::string process;
    std::string message_id;
    std::string element;  // SD-ID of the only element
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string message;

    // The value of the first parameter of the name; empty where there is none.
    [[nodiscard]] std::string value(std::string_view name) const;
};

// Takes lines with exactly one element, as all of ours have; times in UTC with milliseconds and Z alone.
Result<SyslogLine> parse_syslog_line(std::string_view line);

// RFC 6587 section 3.4.1: the frames of a byte stream, all whole.
Result<std::vector<std::string>> parse_frames(std::string_view bytes);

}  // namespace portolan::e2e
