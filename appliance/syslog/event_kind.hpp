// The event catalogue as the program knows it: made from events.yaml at build time.
#pragma once

#include "appliance/evidence/event.hpp"

#include <cstdint>
#include <optional>
#include <portolan_generated/event_code.hpp>
#include <span>
#include <string_view>

namespace portolan::syslog {

// RFC 5424 table 1.
enum class Facility : std::uint8_t { authpriv = 10, local0 = 16 };

struct EventKind {
    EventCode code;
    std::string_view id;  // "PT4001"
    std::string_view name;
    std::string_view title;
    evidence::Severity severity;
    Facility facility;
    std::span<const std::string_view> fields;
    std::string_view text;    // with {field}
    std::string_view opens;   // empty: it merely happens
    std::string_view closes;  // what ends the state
};

struct EventKey {
    std::string_view name;
    std::string_view meaning;
};

std::span<const EventKind> event_kinds();  // in the order of their ids
std::span<const EventKey> event_keys();

const EventKind& event_kind(EventCode code);
const EventKind* find_event_kind(std::string_view id);  // "PT4001"; null where there is none
const EventKind* find_event_kind_named(
    std::string_view name);  // "undocumented-allowed", also the kind of a finding

}  // namespace portolan::syslog
