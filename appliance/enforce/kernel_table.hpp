// What stands in the kernel's table `inet portolan` now: asked by libnftnl, because libnftables would list
// elements too, which takes seconds in a large table.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::enforce {

struct CounterValue {
    std::string name;  // "d_12345678", "c_last_drop"
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
};

// Empty where there is no table.
Result<std::vector<CounterValue>> kernel_counters();
// Names of sets and maps.
struct SetName {
    std::string name;
    bool is_map = false;
};
Result<std::vector<SetName>> kernel_sets();

}  // namespace portolan::enforce
