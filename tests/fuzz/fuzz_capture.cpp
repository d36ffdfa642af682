// Capture files of both formats, as bytes from a stranger: readers, decoder, flow table, conversations.
#include "probes/passive/recorder_run.hpp"
#include "tests/fuzz/require.hpp"

#include <memory>
#include <vector>

namespace portolan::fuzz {
namespace {

using namespace passive;

std::unique_ptr<CaptureReader> open(Bytes file) {
    Result<std::unique_ptr<CaptureReader>> reader = open_capture(InputBuffer::from_bytes(file), "input");
    return reader ? std::move(*reader) : nullptr;
}

// Returns packets; the batch size must not matter.
std::size_t read_all(CaptureReader& reader, std::size_t batch_size) {
    std::vector<CapturedPacket> batch(batch_size);
    std::size_t packets = 0;
    while (const std::size_t count = reader.read(batch)) {
        for (std::size_t i = 0; i < count; ++i)
            require(batch[i].bytes.size() <= kMostCaptured);
        packets += count;
    }
    require(reader.packets() == packets);
    require(is_plain(reader.trouble()));
    return packets;
}

void check(const evidence::Flow& flow) {
    constexpr std::size_t kLongestFact = 512;
    require(flow.first <= flow.last);
    require(flow.packets_out + flow.packets_in > 0);
    for (const auto& [fact, value] : flow.facts)
        require(!value.empty() && value.size() <= kLongestFact && is_plain(value));
    for (const std::string& name : flow.names)
        require(!name.empty() && is_plain(name));
}

}  // namespace
}  // namespace portolan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    const portolan::Bytes file = bytes_of(data, size);
    const std::unique_ptr<CaptureReader> one = open(file);
    if (!one) return 0;
    const std::size_t packets = read_all(*one, 1);
    require(read_all(*open(file), 7) == packets);
    RecorderOptions options;
    options.most_flows = 1000;
    options.http_patterns = {"GET /din.aspx?s=*&client=DynGate*"};
    const std::unique_ptr<RecorderRun> run = std::make_unique<RecorderRun>(options);
    run->record(*open(file), "input");
    const portolan::evidence::Recording recording = run->finish();
    require(recording.packets == packets && recording.flows.size() <= std::min<std::size_t>(packets, 1000));
    for (const portolan::evidence::Flow& flow : recording.flows)
        check(flow);
    return 0;
}
