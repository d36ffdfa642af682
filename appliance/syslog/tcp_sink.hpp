// Sends stored events to one collector: RFC 5424 over TCP with octet counting (RFC 6587 section 3.4.1), from
// a thread of its own. Who makes events only says that there are some (notify) and never waits.
//
//     TcpSink sink({.name = "siem-1", .address = a, .port = 601, .line = ...}, source, cursors, kept,
//     on_change); sink.notify();   // after events were stored
//
// What it promises: no event is lost while the collector or its machine is down or is killed, as long as what
// the collector had taken and not yet written is less than the replay window; the price is that events may
// come twice, with the same id and seq. What a collector loses after it has read is beyond any sender over
// TCP.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/syslog/event_source.hpp"
#include "appliance/syslog/replay_window.hpp"
#include "appliance/syslog/rfc5424.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace portolan::syslog {

struct TcpTarget {
    std::string name;
    Address address;
    std::uint16_t port = 601;  // RFC 6587: syslog-conn
    LineOptions line = {};
    ReplayBounds replay = {};
    std::uint32_t rate = 2000;  // events a second at most
};

enum class SinkState : std::uint8_t { connecting, up, down };

struct SinkStatus {
    SinkState state = SinkState::connecting;
    std::string last_error;          // of the last attempt that failed; empty while up
    std::uint64_t acknowledged = 0;  // seq
    std::uint64_t kept = 0;
    std::uint64_t sent = 0;  // events, those that were sent again included
    std::uint64_t connections = 0;
};

class TcpSink {
public:
    // On each change between up and down, in the sink's thread: for PT9012 and PT9013. Must not block.
    using OnChange = std::function<void(SinkState, const std::string& reason)>;

    // `source` and `cursors` outlive the sink. `kept` is what the cursor says; 0 = from the first event.
    TcpSink(TcpTarget target, EventSource& source, CursorSink& cursors, std::uint64_t kept,
            OnChange on_change);
    TcpSink(const TcpSink&) = delete;
    TcpSink& operator=(const TcpSink&) = delete;
    // Ends the connection and saves the cursor.
    ~TcpSink();

    // There are new events. From any thread; costs one write to an eventfd.
    void notify();
    [[nodiscard]] SinkStatus status() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace portolan::syslog
