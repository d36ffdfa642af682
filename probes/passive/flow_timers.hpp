// When to look at which flow again: a wheel of 50 ms slots, each a doubly linked list through one array, so
// that setting, moving and taking away cost the same however many flows there are, and nothing is left behind
// when a flow goes early. Times are uptime: the packets' clock may be stepped.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace portolan::passive {

class FlowTimers {
public:
    using Uptime = std::chrono::nanoseconds;
    static constexpr Uptime kStep = std::chrono::milliseconds(50);
    static constexpr std::size_t kSlots = 256;
    // Later instants come due here already: the caller looks and sets anew.
    static constexpr Uptime kHorizon = kStep * (kSlots - 2);

    FlowTimers();

    // Replaces what was set for the flow. Comes due at `at` or up to one step later, never before.
    void set(std::uint32_t flow, Uptime at);
    void cancel(std::uint32_t flow);
    // Takes the flows that are due at `now` and appends them to `due`.
    void advance(Uptime now, std::vector<std::uint32_t>& due);

private:
    struct Link {
        std::uint32_t next = 0;
        std::uint32_t previous = 0;
    };
    // Links 0 to kSlots - 1 are the slots' own; a flow's stands behind them.
    static constexpr std::uint32_t kFirstFlow = kSlots;
    void unlink(std::uint32_t link);

    std::vector<Link> links_;  // a link that points at itself is in no slot
    std::int64_t now_ = 0;     // step up to which advance() has gone
};

}  // namespace portolan::passive
