#include "appliance/syslog/pace.hpp"

#include <algorithm>

namespace portolan::syslog {

std::chrono::milliseconds Backoff::next(std::uint32_t random) {
    const std::chrono::milliseconds half = wait_ / 2;
    const std::chrono::milliseconds out = half + std::chrono::milliseconds(random % (half.count() + 1));
    wait_ = std::min(wait_ * 2, kMost);
    return out;
}

std::size_t DrainRate::allowance(Time now) {
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    tokens_ = std::min(tokens_ + std::max(seconds, 0.0) * rate_, std::max(rate_ / 10, 1.0));
    return static_cast<std::size_t>(tokens_);
}

void DrainRate::spend(std::size_t events) {
    tokens_ = std::max(tokens_ - static_cast<double>(events), 0.0);
}

}  // namespace portolan::syslog
