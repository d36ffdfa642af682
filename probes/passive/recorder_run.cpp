#include "probes/passive/recorder_run.hpp"

#include "probes/passive/decode.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

namespace portolan::passive {
namespace {

std::uint64_t random_seed() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
}

}  // namespace

RecorderRun::RecorderRun(const RecorderOptions& options)
    : table_(options.most_flows, random_seed()),
      conversations_(table_, options, random_seed()) {}

void RecorderRun::record(CaptureReader& reader, const std::string& path) {
    std::array<CapturedPacket, kBatch> frames;
    while (const std::size_t count = reader.read(frames))
        record(std::span(frames).first(count));
    if (!reader.trouble().empty())
        recording_.incomplete.push_back(fmt::format("{}: {}", path, reader.trouble()));
    if (reader.trouble().empty() && reader.packets() == 0)
        ++recording_.not_covered["capture file without packets"];
    recording_.lost += reader.lost();
}

void RecorderRun::record(std::span<const CapturedPacket> frames) {
    std::size_t count = 0;
    for (const CapturedPacket& frame : frames) {
        note_frame(frame);
        if (!decode(frame, packets_[count], oddities_)) continue;
        keys_[count] = flow_key(packets_[count]);
        hashes_[count] = table_.hash(keys_[count].key);
        table_.prefetch_index(hashes_[count]);
        ++count;
    }
    for (std::size_t i = 0; i < count; ++i)
        table_.prefetch_flow(hashes_[i]);
    for (std::size_t i = 0; i < count; ++i) {
        const Sighting sighting = table_.add(packets_[i], keys_[i], hashes_[i], oddities_);
        conversations_.add(sighting, packets_[i], oddities_);
    }
}

void RecorderRun::note_frame(const CapturedPacket& frame) {
    ++recording_.packets;
    recording_.bytes += frame.bytes.size();
    if (!frame.timed) return;
    recording_.first = timed_ ? std::min(recording_.first, frame.time) : frame.time;
    recording_.last = timed_ ? std::max(recording_.last, frame.time) : frame.time;
    timed_ = true;
}

evidence::Recording RecorderRun::finish() {
    conversations_.finish();
    recording_.flows.reserve(table_.size());
    for (std::uint32_t i = 0; i < table_.size(); ++i) {
        recording_.flows.push_back(to_flow(table_.state(i)));
        conversations_.release(i, recording_.flows.back());
    }
    recording_.not_covered.merge(oddities_.by_name());
    return std::move(recording_);
}

}  // namespace portolan::passive
