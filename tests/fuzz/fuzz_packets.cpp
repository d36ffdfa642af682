// Frames without a file around them, so that each byte of the input changes a packet: link type, then frames
// of the form length (one byte, times four plus the low bits of the next), bytes. Few flows, so that tuples
// are reused and full.
#include "probes/passive/recorder_run.hpp"
#include "tests/fuzz/require.hpp"

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
    return 0;
}
