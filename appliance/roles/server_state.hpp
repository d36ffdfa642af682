// All that the server knows now, in one place: the role fills it, the view (server_view.hpp) shows it. One
// thread.
#pragma once

#include "appliance/live/finding_book.hpp"
#include "appliance/live/ledger.hpp"
#include "appliance/live/verdict_book.hpp"
#include "appliance/report/assessment.hpp"
#include "appliance/roles/policy_source.hpp"
#include "appliance/store/reader.hpp"
#include "appliance/wire/messages.hpp"
#include "policy/control_evidence.hpp"
#include "webui/event_stream.hpp"
#include "webui/live_view.hpp"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace portolan::roles {

struct CoverageGap {
    std::string source;
    Timestamp from;
    std::optional<Timestamp> to;
    std::string reason;
};

struct EnforcerState {
    bool loaded = false;
    std::string policy;  // of what the kernel holds
    Timestamp since;
    std::uint64_t elements = 0;
    std::map<std::string, wire::CounterRow> counters;  // by decision key, or "c_..."
    Timestamp counted;
};

struct ServerState {
    Timestamp started;
    std::string fingerprint;
    PolicyInForce in_force;
    live::Ledger ledger;
    live::FindingBook findings;
    live::VerdictBook verdicts;
    policy::ControlEvidence controls;  // what persons attest; judged at the instant of the judgement
    webui::EventStream stream;

    report::Assessment assessment;
    std::map<std::string, std::size_t> product_index;       // by id, in assessment
    std::vector<webui::LiveFlow> flows;                     // ascending numbers
    std::map<std::string, webui::FindingRow> finding_rows;  // by fid: open ones and the latest closed
    std::map<std::string, Timestamp> last_seen;             // by requirement

    EnforcerState enforcer;
    wire::CaptureStats capture;  // totals over the runs of the recorder
    std::map<std::string, std::uint64_t> not_covered;
    std::map<std::string, std::string> zone_of_interface;
    bool capturing = false;
    std::optional<Timestamp> capture_down;  // since when
    wire::RoleStates roles;
    std::deque<CoverageGap> gaps;  // newest first
    std::vector<webui::SyslogState> syslog;
    bool clock_synchronised = false;
    std::uint64_t last_event = 0;
    std::size_t streams = 0;
};

}  // namespace portolan::roles
