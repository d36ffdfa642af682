// What a sink needs of the one who keeps the events. The server glues both to the store; the syslog module
// knows no database. Both are called in the sink's thread.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/event.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace portolan::syslog {

class EventSource {
public:
    EventSource() = default;
    EventSource(const EventSource&) = delete;
    EventSource& operator=(const EventSource&) = delete;
    virtual ~EventSource() = default;
    // Stored events with a number of at least `from`, in order; empty = none yet.
    virtual Result<std::vector<evidence::Event>> read(std::uint64_t from, std::size_t most) = 0;
};

class CursorSink {
public:
    CursorSink() = default;
    CursorSink(const CursorSink&) = delete;
    CursorSink& operator=(const CursorSink&) = delete;
    virtual ~CursorSink() = default;
    // Events up to `kept` are never asked for again, those up to `acknowledged` were taken over by the kernel
    // of the peer. Once at the beginning, so that the spool knows whom it waits for; then on change, at most
    // once a second; and when a connection ends. Must not block.
    virtual void save(const std::string& target, std::uint64_t kept, std::uint64_t acknowledged) = 0;
};

}  // namespace portolan::syslog
