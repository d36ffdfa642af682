#include "probes/passive/live_capture.hpp"

#include <algorithm>
#include <ctime>
#include <optional>
#include <utility>

namespace portolan::passive {

FrameMerge::Uptime uptime_now() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

LiveCapture::LiveCapture(std::vector<LiveSource> sources)
    : sources_(std::move(sources)), merge_(sources_.size()) {}

Result<LiveCapture> LiveCapture::open(const std::vector<std::string>& interfaces,
                                      const LiveSourceOptions& options) {
    std::vector<LiveSource> sources;
    for (const std::string& interface : interfaces)
        sources.push_back(TRY(LiveSource::open(interface, options)));
    if (sources.empty()) return fail(ErrorCode::bad_input, "there is no interface to capture on");
    return LiveCapture(std::move(sources));
}

std::vector<int> LiveCapture::descriptors() const {
    std::vector<int> out;
    for (const LiveSource& source : sources_)
        out.push_back(source.descriptor());
    return out;
}

std::chrono::milliseconds LiveCapture::wait(FrameMerge::Uptime now) const {
    using std::chrono::milliseconds;
    constexpr milliseconds kLongest = std::chrono::duration_cast<milliseconds>(FlowTimers::kStep);
    const FrameMerge::Uptime due = merge_.next_due(now);
    if (due < FrameMerge::Uptime(0)) return kLongest;
    return std::min(kLongest, std::chrono::ceil<milliseconds>(due));
}

Result<void> LiveCapture::pump(LiveRecorder& recorder, FrameMerge::Uptime now) {
    std::optional<Error> ended;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
        Result<std::size_t> count = sources_[i].read(merge_, i, now);
        if (!count && !ended) ended = std::move(count.error());
    }
    if (ended) merge_.stop_waiting();
    hand_on(recorder, now);
    if (ended) return tl::unexpected(std::move(*ended));
    return {};
}

void LiveCapture::hand_on(LiveRecorder& recorder, FrameMerge::Uptime now) {
    std::array<CapturedPacket, 32> batch;
    while (const std::size_t count = merge_.take(batch, now))
        recorder.record(std::span(batch).first(count), now);
}

std::vector<LiveCapture::Counts> LiveCapture::counts() {
    std::vector<Counts> out;
    for (LiveSource& source : sources_)
        out.push_back({source.interface(), source.counts()});
    return out;
}

}  // namespace portolan::passive
