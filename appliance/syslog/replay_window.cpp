#include "appliance/syslog/replay_window.hpp"

#include <algorithm>

namespace portolan::syslog {

ReplayWindow::ReplayWindow(ReplayBounds bounds, std::uint64_t kept)
    : bounds_(bounds), next_(kept + 1), kept_(kept), acknowledged_(kept) {}

void ReplayWindow::restart() {
    entries_.clear();
    acknowledged_entries_ = 0;
    written_ = 0;
    acknowledged_bytes_ = 0;
    next_ = kept_ + 1;
}

void ReplayWindow::add(std::uint64_t seq, std::uint64_t bytes) {
    written_ += bytes;
    entries_.push_back({seq, written_, {}});
    next_ = seq + 1;
}

void ReplayWindow::acknowledge(std::uint64_t bytes, SteadyTime now) {
    acknowledged_bytes_ = std::max(acknowledged_bytes_, std::min(bytes, written_));
    for (; acknowledged_entries_ < entries_.size(); ++acknowledged_entries_) {
        Entry& entry = entries_[acknowledged_entries_];
        if (entry.end > acknowledged_bytes_) break;
        entry.acknowledged_at = now;
        acknowledged_ = std::max(acknowledged_, entry.seq);
    }
    release(now);
}

void ReplayWindow::release(SteadyTime now) {
    while (acknowledged_entries_ > 0) {
        const Entry& oldest = entries_.front();
        const bool enough_after = acknowledged_bytes_ - oldest.end >= bounds_.bytes;
        if (!enough_after || now - oldest.acknowledged_at < bounds_.age) return;
        kept_ = oldest.seq;
        entries_.pop_front();
        --acknowledged_entries_;
    }
}

}  // namespace portolan::syslog
