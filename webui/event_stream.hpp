// GET /api/v1/stream: server-sent events (WHATWG HTML, "server-sent events"). The server tells this what
// changed; four times a second (kTick) it asks for the bytes to send, the same for every open stream. Frames
// are numbered and kept for a while, so that a browser that comes back with Last-Event-ID loses nothing, or
// is told of the gap and reloads. All in memory, bounded; no I/O here.
//
//     stream.note_flow(flow.number); stream.note_requirement("DCA4-065"); stream.note_finding(row);
//     if (const std::string bytes = stream.tick(view, now); !bytes.empty()) send_to_every_stream(bytes);
#pragma once

#include "appliance/base/timestamp.hpp"
#include "webui/live_view.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

class EventStream {
public:
    static constexpr std::int64_t kTickMilliseconds = 250;
    static constexpr std::size_t kMostRows = 200;             // of a frame; of more, the newest
    static constexpr std::size_t kMostRequirements = 500;     // of a frame; more wait for the next
    static constexpr std::size_t kMostKeptBytes = 4U << 20U;  // of frames to resume from

    void note_flow(std::uint64_t number);
    void note_requirement(std::string_view id);
    void note_finding(const FindingRow& finding);
    void note_status();  // a role, the enforcement, capture loss, coverage or syslog changed

    // What is due now: one event, of the kind that waits longest, so that four a second are the most. What
    // changed in between is folded together; an overview comes each 2 s while anything moves, a status each 5
    // s, a comment after 15 s of silence. Empty where nothing is due.
    [[nodiscard]] std::string tick(const LiveView& view, Timestamp now);

    // The first bytes of a new stream: `retry:`, and what was sent after `last_event_id`, or a "gap" event
    // where that is no longer known.
    [[nodiscard]] std::string opening(std::string_view last_event_id) const;

private:
    struct Frame {
        std::uint64_t id = 0;
        std::string bytes;
    };
    enum Kind : std::size_t { findings, flows, requirements, overview, status, kinds };
    [[nodiscard]] bool waits(Kind kind, Timestamp now) const;
    [[nodiscard]] std::string data_of(Kind kind, const LiveView& view);
    [[nodiscard]] std::string take_flows(const LiveView& view);
    [[nodiscard]] std::string take_requirements(const LiveView& view);
    [[nodiscard]] std::string take_findings();
    [[nodiscard]] std::string keep_frame(Kind kind, std::string_view data);

    std::set<std::uint64_t> flows_;  // noted; at most kMostRows, the newest win
    std::uint64_t flows_noted_ = 0;  // all of them, also those left out
    std::set<std::string, std::less<>> requirements_;
    std::vector<FindingRow> findings_;
    bool moved_ = false;
    bool status_noted_ = false;
    std::array<Timestamp, kinds> last_{};  // when an event of the kind was sent
    Timestamp last_sent_;                  // anything

    std::uint64_t last_id_ = 0;
    std::deque<Frame> kept_;
    std::size_t kept_bytes_ = 0;
};

}  // namespace portolan::webui
