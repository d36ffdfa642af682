// One interface, live, through libpcap: what comes in, never what we send, so that a forwarded packet is seen
// once on a box whose every interface has a tap. The tap stands before the firewall: packets that are dropped
// later are seen too.
//
// Opening needs CAP_NET_RAW; reading needs nothing, so the caller opens all sources and then drops its
// rights.
#pragma once

#include "appliance/base/result.hpp"
#include "probes/passive/frame_merge.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace portolan::passive {

struct LiveSourceOptions {
    // Of the kernel's ring: 64 MiB are 1.7 s at 100,000 packets a second.
    std::size_t buffer_bytes = std::size_t{64} << 20U;
    // Bytes of a frame that leave the kernel: the 4 KiB of a stream's head, which is all that any dissector
    // looks at, behind the longest headers that we follow (Ethernet with two tags 22, IPv6 with extensions
    // 200, TCP with options 60). A ClientHello with post-quantum keys is whole with that; print data, mail
    // and images stay in the kernel.
    int snapshot = 4'400;
    // How long the kernel may collect frames before it hands them over.
    std::chrono::milliseconds retire{10};
    bool promiscuous = true;
};

struct SourceCounts {
    std::uint64_t received = 0;  // by the kernel's filter, dropped ones included
    std::uint64_t dropped = 0;   // no room in the ring
};

class LiveSource {
public:
    static Result<LiveSource> open(const std::string& interface, const LiveSourceOptions& options);

    LiveSource(LiveSource&&) noexcept;
    LiveSource& operator=(LiveSource&&) noexcept;
    ~LiveSource();

    [[nodiscard]] const std::string& interface() const;
    // Readable when frames wait; for poll(2).
    [[nodiscard]] int descriptor() const;
    // Moves what the kernel has and `merge` has room for; never waits. Returns the number of frames. An error
    // is final: the interface is gone or went down.
    Result<std::size_t> read(FrameMerge& merge, std::size_t source, FrameMerge::Uptime now);
    // Totals since the source was opened.
    SourceCounts counts();

private:
    struct State;
    explicit LiveSource(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace portolan::passive
