// What stands between a product and enforcement, line by line, in words for a person: what policy/readiness
// makes, the API gives and the command line prints.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::evidence {

// One way to close a line.
struct ReadinessWay {
    std::string way;   // "requirement" (attach to one: bind, set, switch on), "local", "exception", "accept"
    std::string text;  // one sentence
    std::string yaml;  // lines for the site; capital words are for a person to fill in
};

struct ReadinessLine {
    std::string kind;       // "parameter", "role", "reach", "would-block"
    bool open = false;      // it holds the switch to enforce
    std::string what;       // "parameter rtp_range is unset", "print-pc -> 203.0.113.9 tcp/8443"
    std::string why;        // why it matters
    std::string closed_by;  // where it is not open: why not
    std::vector<std::string> requirements;
    std::vector<ReadinessWay> ways;  // of open lines; the one that fits best first
    // Of a would-block only.
    std::string decision;  // "default-deny/dca-agent/out", or the id that forbids it
    std::uint64_t flows = 0;
    Timestamp first;
    Timestamp last;
};

struct Readiness {
    std::string site;
    std::string policy;  // 12 hex digits
    std::string product;
    bool enforces = false;  // it does already
    std::uint64_t open = 0;
    std::vector<ReadinessLine> lines;  // open ones first
    std::uint64_t left_out = 0;        // lines over the bound; open ones are the last to go
    Timestamp from, to;                // of the history
    std::uint64_t history = 0;         // rows of it
    bool history_cut = false;
    [[nodiscard]] bool ready() const { return open == 0; }
};

}  // namespace portolan::evidence
