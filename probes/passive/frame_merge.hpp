// Several interfaces, one order. A request comes in on one interface and its reply on another, each from its
// own ring of the kernel, which hands frames over some milliseconds late. Read in the wrong order a DNS
// answer would have no question and a connection no name. So a frame waits until every other source has a
// later one, or for the window, which is longer than a ring's delay. Waiting is measured in uptime: the
// frames' clock may be stepped.
//
//     merge.push(source, frame, uptime);                       // copies
//     while (const std::size_t count = merge.take(batch, uptime)) recorder.record({batch, count}, uptime);
#pragma once

#include "probes/passive/capture_reader.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace portolan::passive {

class FrameMerge {
public:
    using Uptime = std::chrono::nanoseconds;
    static constexpr std::size_t kArena = 4U
                                          << 20U;  // bytes of each source; the kernel's ring holds the rest
    static constexpr std::size_t kMostFrames = 16'384;

    // With one source nothing waits.
    explicit FrameMerge(std::size_t sources, Uptime window = std::chrono::milliseconds(30));

    // How many frames of at most `largest` bytes the source may push now. Views from take() are invalid
    // after.
    std::size_t room(std::size_t source, std::size_t largest);
    // Within what room() said.
    void push(std::size_t source, const CapturedPacket& frame, Uptime now);
    // The next frames in order of time, as views; 0 when all that are left must wait.
    std::size_t take(std::span<CapturedPacket> out, Uptime now);
    // What is held goes out whatever its age: a source has ended.
    void stop_waiting() { window_ = Uptime(0); }
    // How long until the oldest frame need not wait any more; negative when nothing is held.
    [[nodiscard]] Uptime next_due(Uptime now) const;

private:
    struct Held {
        CapturedPacket frame;  // `bytes` is empty: offset and size stand for it until take()
        std::size_t offset = 0;
        std::size_t size = 0;
        Uptime read_at{};
    };
    struct Source {
        std::vector<std::byte> arena;
        std::vector<Held> held;
        std::size_t next = 0;  // in `held`
        std::size_t used = 0;  // of `arena`
        [[nodiscard]] bool empty() const { return next == held.size(); }
    };
    static void compact(Source& source);
    // Null where every frame must wait.
    Source* next_source(Uptime now);

    std::vector<Source> sources_;
    Uptime window_;
};

}  // namespace portolan::passive
