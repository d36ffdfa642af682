// All taps of the box and the recorder behind them, as one loop's body:
//
//     LiveCapture capture = TRY(LiveCapture::open({"eno1", "eno2"}, {}));    // CAP_NET_RAW until here
//     for (;;) {
//         poll(capture.descriptors() ..., capture.wait(uptime));
//         TRY_VOID(capture.pump(recorder, uptime));
//         for (const FlowUpdate& update : recorder.poll(uptime)) ...
//     }
#pragma once

#include "appliance/base/result.hpp"
#include "probes/passive/live_recorder.hpp"
#include "probes/passive/live_source.hpp"

#include <string>
#include <vector>

namespace portolan::passive {

// CLOCK_BOOTTIME: never stepped, and it goes on while the box sleeps.
FrameMerge::Uptime uptime_now();

class LiveCapture {
public:
    struct Counts {
        std::string interface;
        SourceCounts total;  // since open()
    };

    static Result<LiveCapture> open(const std::vector<std::string>& interfaces,
                                    const LiveSourceOptions& options);

    [[nodiscard]] std::vector<int> descriptors() const;
    // How long poll(2) may wait: until a held frame is due, and never beyond the recorder's 50 ms.
    [[nodiscard]] std::chrono::milliseconds wait(FrameMerge::Uptime now) const;
    // Hands on what has come, in order of time over all interfaces. An error names the interface that ended;
    // all that was read before it, of every interface, has been recorded: finish() the recorder and exit.
    Result<void> pump(LiveRecorder& recorder, FrameMerge::Uptime now);
    std::vector<Counts> counts();

private:
    explicit LiveCapture(std::vector<LiveSource> sources);
    void hand_on(LiveRecorder& recorder, FrameMerge::Uptime now);

    std::vector<LiveSource> sources_;
    FrameMerge merge_;
};

}  // namespace portolan::passive
