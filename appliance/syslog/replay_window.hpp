// Which events may be forgotten. TCP tells only that the kernel of the peer took bytes; a collector that is
// killed loses what it had not read (measured: events acknowledged by the kernel died with the process). So
// events stay replayable until the kernel has acknowledged them, `bytes` more after them, and `age` has gone
// by; after each new connection all that are not released are sent again, with the same id and seq.
//
// Pure accounting: no clock, no socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace portolan::syslog {

using SteadyTime = std::chrono::steady_clock::time_point;

struct ReplayBounds {
    // To be more than the receive buffer of the peer (Linux: up to 6 MiB, seldom more than 1) and its queue.
    std::uint64_t bytes = 1U << 20U;
    std::chrono::milliseconds age{5000};
};

class ReplayWindow {
public:
    // Begins behind `kept`, the last event that was released before.
    ReplayWindow(ReplayBounds bounds, std::uint64_t kept);

    // A new connection: all that is not released will be sent again.
    void restart();
    // The event will be the next `bytes` of the connection.
    void add(std::uint64_t seq, std::uint64_t bytes);
    // The kernel of the peer has so many bytes of the connection, counted from its beginning.
    void acknowledge(std::uint64_t bytes, SteadyTime now);

    [[nodiscard]] std::uint64_t next() const { return next_; }  // number to be sent next
    [[nodiscard]] std::uint64_t kept() const { return kept_; }
    [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }  // never runs backwards
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::uint64_t seq = 0;
        std::uint64_t end = 0;  // of its bytes in the connection
        SteadyTime acknowledged_at;
    };
    void release(SteadyTime now);

    ReplayBounds bounds_;
    std::deque<Entry> entries_;
    std::size_t acknowledged_entries_ = 0;
    std::uint64_t written_ = 0;  // bytes of the connection
    std::uint64_t acknowledged_bytes_ = 0;
    std::uint64_t next_;
    std::uint64_t kept_;
    std::uint64_t acknowledged_;
};

}  // namespace portolan::syslog
