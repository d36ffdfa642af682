// Frames without a file around them, so that each byte of the input changes a packet: link type, then frames
// of the form length (one byte, times four plus the low bits of the next), bytes. Few flows, so that tuples
// are reused and full.
#include "probes/passive/live_recorder.hpp"
#include "probes/passive/recorder_run.hpp"
#include "tests/fuzz/require.hpp"

#include <map>
#include <memory>

namespace portolan::fuzz {
namespace {

using namespace passive;

class FrameReader final : public CaptureReader {
public:
    explicit FrameReader(Bytes input) : CaptureReader(InputBuffer::from_bytes({})), in_(input) {
        constexpr std::uint32_t kLinkTypes[] = {1, 0, 101, 108, 113, 228, 229, 276, 147};
        link_type_ = kLinkTypes[in_.u8() % std::size(kLinkTypes)];
    }
    std::size_t read(std::span<CapturedPacket> out) override {
        std::size_t count = 0;
        while (count < out.size() && in_.left() > 2) {
            const std::size_t size = std::size_t{in_.u8()} * 4;
            const std::uint8_t more = in_.u8();
            out[count].bytes = in_.take(std::min(in_.left(), size + (more & 3U)));
            out[count].wire_length =
                static_cast<std::uint32_t>(out[count].bytes.size()) + ((more & 4U) != 0 ? 100 : 0);
            time_ += (more & 8U) != 0 ? 200'000'000'000 : 1000;
            out[count].time.nanoseconds = time_;
            out[count].link_type = link_type_;
            ++packets_;
            ++count;
        }
        return count;
    }

private:
    ByteReader in_;
    std::uint32_t link_type_ = 0;
    std::int64_t time_ = 0;
};

// Each flow has one end, and its counts never go back.
class Updates {
public:
    void take(const std::vector<FlowUpdate>& updates) {
        for (const FlowUpdate& update : updates) {
            Seen& seen = seen_[update.flow_id];
            const std::uint64_t packets = update.flow.packets_out + update.flow.packets_in;
            require(update.flow_id > 0 && !seen.ended && packets >= seen.packets);
            seen = {packets, update.final};
            for (const auto& [fact, value] : update.flow.facts)
                require(is_plain(value));
        }
    }
    [[nodiscard]] std::uint64_t ended() const {
        std::uint64_t count = 0;
        for (const auto& [id, seen] : seen_)
            count += seen.ended ? 1 : 0;
        return count;
    }

private:
    struct Seen {
        std::uint64_t packets = 0;
        bool ended = false;
    };
    std::map<std::uint64_t, Seen> seen_;
};

// The live recorder with a table that overflows, on a clock of its own that jumps with the frames': flows
// expire, are pushed out, and their places are used again.
void run_live(Bytes input) {
    LiveOptions options;
    options.recorder.most_flows = 64;
    const std::unique_ptr<LiveRecorder> recorder = std::make_unique<LiveRecorder>(options);
    FrameReader reader(input);
    Updates updates;
    std::array<CapturedPacket, 3> frames;
    while (const std::size_t count = reader.read(frames)) {
        const LiveRecorder::Uptime now(frames[count - 1].time.nanoseconds);
        recorder->record(std::span(frames).first(count), now);
        updates.take(recorder->poll(now));
        require(recorder->take_counts().held <= 64);
    }
    for (std::vector<FlowUpdate> last = recorder->finish(); !last.empty(); last = recorder->finish())
        updates.take(last);
    const LiveCounts counts = recorder->take_counts();
    require(counts.held == 0 && updates.ended() == counts.flows);
}

}  // namespace
}  // namespace portolan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    RecorderOptions options;
    options.most_flows = 16;
    const std::unique_ptr<RecorderRun> run = std::make_unique<RecorderRun>(options);
    FrameReader reader(bytes_of(data, size));
    run->record(reader, "input");
    const portolan::evidence::Recording recording = run->finish();
    require(recording.flows.size() <= 16);
    for (const portolan::evidence::Flow& flow : recording.flows) {
        require(flow.packets_out + flow.packets_in <= recording.packets);
        for (const auto& [fact, value] : flow.facts)
            require(is_plain(value));
    }
    run_live(bytes_of(data, size));
    return 0;
}
