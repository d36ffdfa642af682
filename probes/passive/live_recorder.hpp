// The recorder on living traffic: frames of all interfaces in, updates of flows out, without end and within a
// bound of memory. The same decode, flow table and conversations as for capture files; what differs is that
// flows end: a flow that stays idle is told for the last time, and its place is used again.
//
//     recorder.record(frames, uptime);
//     for (FlowUpdate& update : recorder.poll(uptime)) ...     // every 50 ms or so, also when nothing came
//
// `uptime` is a clock that is never stepped (CLOCK_BOOTTIME); the flows' own times are the packets'.
#pragma once

#include "appliance/evidence/flow.hpp"
#include "probes/passive/capture_reader.hpp"
#include "probes/passive/conversations.hpp"
#include "probes/passive/flow_timers.hpp"
#include "probes/passive/recorder.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace portolan::passive {

struct FlowUpdate {
    std::uint64_t flow_id = 0;  // from 1, never used again in a run; updates of one flow share it
    evidence::Flow flow;        // as it is now: counts are totals, not differences
    bool final = false;         // the last update of this flow
};

struct LiveOptions {
    RecorderOptions recorder = bounded();
    // A flow is told at its first payload or, if it has none, after this: with the 30 ms of FrameMerge and a
    // poll each 50 ms an attempt without answer is known within 300 ms.
    std::chrono::milliseconds first_report{150};
    std::chrono::milliseconds report_every{5'000};   // while counters move
    std::chrono::milliseconds closed_linger{5'000};  // after FIN or RST: stragglers still belong to the flow
    std::chrono::milliseconds stream_idle{300'000};
    std::chrono::milliseconds datagram_idle{60'000};  // UDP, ICMP and others
    // Updates of flows that ended and wait for poll(); more are dropped and counted.
    std::size_t most_waiting = 16'384;

    // About 250 bytes a flow: 64 MiB with all places taken.
    static RecorderOptions bounded() {
        RecorderOptions options;
        options.most_flows = 262'144;
        return options;
    }
};

struct LiveCounts {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  // captured
    std::uint64_t flows = 0;  // begun since the start
    std::size_t held = 0;     // in the table now
    // What was odd or skipped since the last take_counts(), by name; as Recording::not_covered.
    std::map<std::string, std::uint64_t> not_covered;
};

class LiveRecorder {
public:
    using Uptime = std::chrono::nanoseconds;

    explicit LiveRecorder(LiveOptions options);
    LiveRecorder(const LiveRecorder&) = delete;  // the parts refer to each other
    LiveRecorder& operator=(const LiveRecorder&) = delete;

    // Frames in order of time (FrameMerge); any number.
    void record(std::span<const CapturedPacket> frames, Uptime now);
    // New, changed, moving and ended flows, at most LiveOptions::most_waiting: the rest comes with the next
    // call. An id occurs once, or twice where its flow has ended.
    std::vector<FlowUpdate> poll(Uptime now);
    // The recorder stops: the last updates of all flows, as many at a time; call it until there are none.
    std::vector<FlowUpdate> finish();

    // The resolver answered `client` itself, so that no tap saw it. `now` is wall-clock time, as of packets.
    // A flow that began up to ten seconds before gets the name too: the word of the resolver may come late.
    void learn(const Address& client, const std::string& name, const Address& address, std::uint32_t ttl,
               Timestamp now);

    LiveCounts take_counts();

private:
    static constexpr std::size_t kBatch = 32;  // as in RecorderRun
    // What poll() needs to know of a flow beside its state; the same number.
    struct Track {
        std::uint64_t id = 0;         // 0: the number is free
        std::uint64_t moved = 0;      // packets and errors at the last look
        std::uint64_t reported = 0;   // ... at the last report
        std::uint64_t knowledge = 0;  // hash of what was reported of it beside the counters
        Uptime began_at{};
        Uptime moved_at{};
        bool told = false;  // reported once
        bool answered = false;
        bool closed = false;
        bool dirty = false;  // stands in dirty_
    };

    void record_batch(std::span<const CapturedPacket> frames, Uptime now);
    void note(const Sighting& sighting, const Packet& packet, bool changed, Uptime now);
    void begin(std::uint32_t number, Uptime now);
    void make_room();
    [[nodiscard]] std::uint32_t idlest_of_some();
    Uptime note_movement(std::uint32_t number, Uptime now);
    // Tells the flow if it was never told or more is known of it; `counts`: also if only its counters moved.
    void report(std::uint32_t number, bool counts, Uptime now);
    void look_again(std::uint32_t number, Uptime now);
    void end(std::uint32_t number);
    [[nodiscard]] Uptime idle_limit(const FlowState& flow) const;
    [[nodiscard]] bool full() const { return updates_.size() >= options_.most_waiting; }

    LiveOptions options_;
    Oddities oddities_;
    FlowTable table_;
    Conversations conversations_;
    FlowTimers timers_;
    std::vector<Track> tracks_;
    std::vector<std::uint32_t> dirty_;
    std::vector<std::uint32_t> due_;
    std::vector<FlowUpdate> updates_;
    LiveCounts counts_;
    std::map<std::string, std::uint64_t> odd_before_;
    std::uint32_t hand_ = 0;  // where idlest_of_some() looks next
    std::array<Packet, kBatch> packets_;
    std::array<DirectedKey, kBatch> keys_;
    std::array<std::uint64_t, kBatch> hashes_{};
};

}  // namespace portolan::passive
