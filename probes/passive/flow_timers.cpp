#include "probes/passive/flow_timers.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr std::int64_t kTurn{FlowTimers::kSlots};

}  // namespace

FlowTimers::FlowTimers() : links_(kSlots) {
    for (std::uint32_t i = 0; i < kSlots; ++i)
        links_[i] = {i, i};
}

void FlowTimers::unlink(std::uint32_t link) {
    Link& own = links_[link];
    links_[own.previous].next = own.next;
    links_[own.next].previous = own.previous;
    own = {link, link};
}

void FlowTimers::set(std::uint32_t flow, Uptime at) {
    const std::uint32_t link = kFirstFlow + flow;
    while (links_.size() <= link) {
        const std::uint32_t next = static_cast<std::uint32_t>(links_.size());
        links_.push_back({next, next});
    }
    unlink(link);
    const std::int64_t wanted = (at.count() + kStep.count() - 1) / kStep.count();
    const std::int64_t step = std::clamp(wanted, now_ + 1, now_ + kTurn - 1);
    const std::uint32_t slot = static_cast<std::uint32_t>(step % kTurn);
    const std::uint32_t last = links_[slot].previous;
    links_[link] = {slot, last};
    links_[last].next = link;
    links_[slot].previous = link;
}

void FlowTimers::cancel(std::uint32_t flow) {
    const std::uint32_t link = kFirstFlow + flow;
    if (link < links_.size()) unlink(link);
}

void FlowTimers::advance(Uptime now, std::vector<std::uint32_t>& due) {
    const std::int64_t target = now.count() / kStep.count();
    // After a long sleep each slot is taken once.
    const std::int64_t from = std::max(now_ + 1, target - kTurn + 1);
    for (std::int64_t step = from; step <= target; ++step) {
        const std::uint32_t slot = static_cast<std::uint32_t>(step % kTurn);
        while (links_[slot].next != slot) {
            const std::uint32_t link = links_[slot].next;
            unlink(link);
            due.push_back(link - kFirstFlow);
        }
    }
    now_ = std::max(now_, target);
}

}  // namespace portolan::passive
