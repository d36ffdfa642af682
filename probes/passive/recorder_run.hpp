// One recorder run over any number of packet sources: decode, flow table, conversations, in batches.
// record_files() feeds it files; tests, fuzzers and the live source feed it the same way.
#pragma once

#include "probes/passive/capture_reader.hpp"
#include "probes/passive/conversations.hpp"
#include "probes/passive/recorder.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace portolan::passive {

class RecorderRun {
public:
    explicit RecorderRun(const RecorderOptions& options);
    RecorderRun(const RecorderRun&) = delete;  // the parts refer to each other
    RecorderRun& operator=(const RecorderRun&) = delete;

    // Reads `reader` to its end; `name` stands before what is said of it.
    void record(CaptureReader& reader, const std::string& name);
    // The recording so far; the run is over.
    evidence::Recording finish();

private:
    // Packets worked on together: their index slots and flows are fetched from memory while others are
    // decoded.
    static constexpr std::size_t kBatch = 32;

    void note_frame(const CapturedPacket& frame);
    void record(std::span<const CapturedPacket> frames);

    evidence::Recording recording_;
    Oddities oddities_;
    FlowTable table_;
    Conversations conversations_;
    bool timed_ = false;
    std::array<Packet, kBatch> packets_;
    std::array<DirectedKey, kBatch> keys_;
    std::array<std::uint64_t, kBatch> hashes_{};
};

}  // namespace portolan::passive
