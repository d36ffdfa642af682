// One event of the catalogue (appliance/syslog/events.yaml), as the store spools it and a SIEM gets it. Its
// sequence number is given when it is stored: a number that was seen by nobody must not exist.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace portolan::evidence {

// Numbers and order of RFC 5424 section 6.2.1: a smaller number is worse.
enum class Severity : std::uint8_t { emergency, alert, critical, error, warning, notice, info, debug };

struct Event {
    std::uint64_t seq = 0;  // gapless from 1 for the life of the database; 0 = not stored yet
    std::string id;         // ULID, the same in every copy that a collector gets
    std::string code;       // "PT4001"
    Severity severity = Severity::info;
    Timestamp at;
    std::string text;  // one English sentence
    // In the order in which they are written out. Values may hold anything; the writer of a format makes them
    // harmless.
    std::vector<std::pair<std::string, std::string>> fields;

    friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace portolan::evidence
