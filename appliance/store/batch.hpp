// What the server hands to the store in one piece: all of a batch is stored, or nothing of it.
#pragma once

#include "appliance/evidence/audit.hpp"
#include "appliance/evidence/counter.hpp"
#include "appliance/evidence/event.hpp"
#include "appliance/evidence/finding.hpp"
#include "appliance/evidence/interval.hpp"
#include "appliance/evidence/judged_flow.hpp"
#include "appliance/evidence/kept_attestation.hpp"
#include "appliance/evidence/user.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::store {

// How far a syslog target has come. Events up to `kept` need not be read again; those up to `acknowledged`
// were taken over by the kernel of its peer.
struct EventCursor {
    std::string target;  // name of the target in the configuration
    std::uint64_t kept = 0;
    std::uint64_t acknowledged = 0;
    Timestamp at;

    friend bool operator==(const EventCursor&, const EventCursor&) = default;
};

struct Batch {
    Timestamp at;  // now; the newest one is the store's heartbeat

    std::vector<evidence::JudgedFlow> flows;  // increments
    std::vector<evidence::CounterSample> counters;
    // Without `to`: begins an interval, which ends the open one of the same requirement and subject, unless
    // that says the same. With `to`: stored as it is, in place of the one with the same beginning.
    std::vector<evidence::VerdictInterval> verdicts;
    // Without `to`: begins an interval, unless one of the source is open. To end that, give it with its `to`.
    std::vector<evidence::CoverageInterval> coverage;
    std::vector<evidence::Finding> findings;  // as they are now, by fid
    std::vector<evidence::Event> events;      // in the order in which they get their numbers
    std::vector<EventCursor> cursors;
    std::vector<std::string> removed_targets;  // their cursors hold back nothing any longer
    std::vector<evidence::AuditEntry> audit;
    std::vector<evidence::User> users;  // made or replaced, by name
    std::vector<std::string> removed_users;
    std::vector<evidence::KeptAttestation> attestations;  // as they are now, by id
};

// Sent when the batch is on disk: findings, events, audit, users and attestations survive a power cut from
// then on, the rest a kill of the process.
struct Acknowledgement {
    std::uint64_t first_event = 0;  // numbers that the batch's events got; 0 = it had none
    std::uint64_t last_event = 0;
};

// The event spool passed one of its marks.
struct SpoolChange {
    enum class Kind { nearly_full, dropped } kind = Kind::nearly_full;
    std::uint64_t bytes = 0;        // held for the slowest target
    std::uint64_t limit = 0;        // bytes
    std::uint64_t first_event = 0;  // dropped: all that the slowest target will never get
    std::uint64_t last_event = 0;
};

}  // namespace portolan::store
