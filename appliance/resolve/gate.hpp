// The DNS way `gate`: clients' queries to their resolvers, redirected to us, go on unchanged; before an
// answer with addresses is released the Learner says that the way to them is open.
//
//     Gate gate = TRY(Gate::create(std::move(listeners), learner, {}));
//     for (;;) {
//         poll(gate.descriptor() ..., gate.wait(uptime));
//         gate.step(uptime);
//         for (const Miss& miss : gate.take_misses()) ...
//     }
//
// All types, classes, EDNS options and flags pass; only the id is ours on the way to the resolver. What is
// asked over UDP goes on over UDP, truncated answers included, and TCP over TCP. The gate answers nothing
// itself but the SERVFAIL of a withheld answer: a dead resolver is as silent as without us.
//
// Refused: a cache, retries, a choice of resolvers, DNS over TLS or HTTPS. The client does all that as
// before.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/resolve/learning.hpp"
#include "appliance/resolve/ledger.hpp"
#include "appliance/resolve/listener.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace portolan::resolve {

// CLOCK_BOOTTIME.
Uptime uptime_now();

class Gate {
public:
    // Needs about two descriptors a query and connection on its way: raises the soft limit of this process,
    // and fails where the hard one is below what `limits` may take. `learner` must outlive the gate.
    static Result<Gate> create(std::vector<Listener> listeners, Learner& learner, const GateLimits& limits);

    Gate(Gate&&) noexcept;
    Gate& operator=(Gate&&) noexcept;
    ~Gate();

    // Readable when there is something to do; for poll(2).
    [[nodiscard]] int descriptor() const;
    // How long poll(2) may wait; -1 for as long as it likes.
    [[nodiscard]] std::chrono::milliseconds wait(Uptime now) const;
    void step(Uptime now);

    // The Learner's word on LearnRequest::serial. One that comes too late changes nothing any more.
    void learned(std::uint64_t serial, const LearnOutcome& outcome, Uptime now);

    [[nodiscard]] GateCounts counts() const;  // since the start
    // Queries and connections on their way.
    [[nodiscard]] std::size_t busy() const;
    // The newest 256 since the last call.
    std::vector<Miss> take_misses();

private:
    struct Parts;
    explicit Gate(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace portolan::resolve
