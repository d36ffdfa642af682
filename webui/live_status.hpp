// How the appliance itself stands, as LiveView gives it to the API. Counts are totals since the start;
// instants RFC 3339 UTC, empty where open or unknown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::webui {

struct RoleState {
    std::string role;      // "server", "web", "enforce", "capture", "resolve"
    std::string state;     // "running", "starting", "down"
    std::int64_t pid = 0;  // 0 while down
    std::uint64_t restarts = 0;
    std::string since;
};

struct EnforcementState {
    bool loaded = false;
    std::string policy;  // of what the kernel holds
    std::string since;
    std::string table;
    std::uint64_t elements = 0;
};

struct CaptureState {
    std::string zone;
    std::string interface;
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;
    std::uint64_t decoded = 0;
};

struct CoverageRow {
    std::string source;  // "capture:inside", "enforce", "clock", "server"
    std::string from;
    std::string to;
    std::string reason;
};

struct SyslogState {
    std::string target;
    std::string state;  // "connected", "connecting", "down"
    std::uint64_t queued = 0;
    std::uint64_t last_seq = 0;
};

struct Status {
    std::string started;
    std::vector<RoleState> roles;
    EnforcementState enforcement;
    std::vector<CaptureState> capture;
    std::vector<CoverageRow> coverage;  // gaps: newest first, at most 100
    bool clock_synchronised = false;
    std::vector<SyslogState> syslog;
    std::uint64_t events = 0;   // stored so far
    std::uint64_t streams = 0;  // open now
};

// Flows by verdict over the last hours: one value a step, oldest first, every series of one length.
struct Activity {
    std::string from;
    std::uint32_t step_seconds = 60;
    std::vector<std::uint64_t> conforming;
    std::vector<std::uint64_t> deviating;
    std::vector<std::uint64_t> prohibited;
    std::vector<std::uint64_t> undocumented;
    std::vector<std::uint64_t> ungoverned;
    std::vector<std::uint64_t> blocked;  // of whatever verdict
};

}  // namespace portolan::webui
