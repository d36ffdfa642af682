// How fast to send and how soon to try again. Pure: no clock, no thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace portolan::syslog {

// Waits between attempts: 0.2 s, doubled each time up to 30 s, each between half and the whole of that, so
// that many appliances do not come back to a restarted collector at the same instant.
class Backoff {
public:
    // `random`: any 32 bits.
    std::chrono::milliseconds next(std::uint32_t random);
    void reset() { wait_ = kLeast; }

private:
    static constexpr std::chrono::milliseconds kLeast{200};
    static constexpr std::chrono::milliseconds kMost{30'000};
    std::chrono::milliseconds wait_ = kLeast;
};

// At most `rate` events a second, with bursts of a tenth of a second's: a returning SIEM is not flooded.
class DrainRate {
public:
    using Time = std::chrono::steady_clock::time_point;
    DrainRate(std::uint32_t rate, Time now) : rate_(rate), last_(now) {}
    // Events that may be sent now.
    std::size_t allowance(Time now);
    void spend(std::size_t events);

private:
    double rate_;
    Time last_;
    double tokens_ = 0;
};

}  // namespace portolan::syslog
