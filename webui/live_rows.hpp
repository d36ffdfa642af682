// The rows that LiveView gives to the API: plain data, in the words and units of the design. Counts are
// totals, not rates; instants RFC 3339 UTC, empty where open or unknown.
#pragma once

#include "appliance/report/assessment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::webui {

struct LiveFlow {
    std::uint64_t number =
        0;  // never reused, growing in the order of first sight: the row's id and the list's cursor
    report::FlowRow row;
    std::string initiator_zone;
    std::string responder_zone;
    std::uint64_t flows = 1;  // how many were merged into this row
};

struct TrafficCounter {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
};

struct RequirementActivity {
    std::optional<TrafficCounter> counter;  // of its decisions, in the kernel; none where it has no decision
    std::string last_seen;
};

struct DecisionRow {
    std::string decision;  // id text: "DCA4-065,DCA4-070" or "default-deny/pbx/in"
    std::uint32_t mark = 0;
    std::string action;  // "accept", "drop", "reject", "would-block"
    TrafficCounter counter;
    std::vector<std::string> elements;  // nft text, one line each; at most 50
    std::uint64_t elements_total = 0;
};

struct HistoryRow {
    std::string verdict;
    std::string reason;
    std::string subject;
    std::string from;
    std::string to;  // empty = still so
    std::string policy;
};

struct FindingRow {
    std::string fid;    // ULID
    std::string kind;   // "undocumented-blocked", "requirement-violated", ...
    std::string event;  // "PT4002"
    std::string product;
    std::string requirement;
    std::string subject;
    std::string peer;
    std::uint16_t port = 0;
    std::string protocol;
    std::string reason;
    std::string state;  // "open" or "closed"
    std::string opened;
    std::string updated;
    std::string closed;
    std::uint64_t count = 0;
    std::string
        severity;  // words of RFC 5424: "critical", "error", "warning", "notice", "informational", ...
};

struct FindingCount {
    std::string product;
    std::string kind;
    std::uint64_t count = 0;
};

struct LoadedPolicy {
    bool loaded = false;
    std::string table;
    std::string nft;  // the ruleset as text; what is over 4 MiB is cut off by the API
    std::vector<DecisionRow> decisions;
};

struct AuditRow {
    std::uint64_t number = 0;  // growing; set by the store
    std::string at;
    std::string who;      // user name; "uid 0" on the unix socket
    std::string from;     // address of the client, or "local"
    std::string verb;     // "sign-in", "sign-out", "lock-out", "user-add", "user-remove", "set-password",
                          // "apply", "disarm"
    std::string what;     // on what: a user name, a policy id
    std::string outcome;  // "ok", or why not
};

}  // namespace portolan::webui
