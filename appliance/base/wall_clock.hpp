// The time of day, UTC. Never for durations: it may be set while one runs.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <chrono>

namespace portolan {

inline Timestamp now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count()};
}

}  // namespace portolan
