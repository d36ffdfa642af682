// Packets and bytes of one decision, as the kernel counts them.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <cstdint>
#include <string>

namespace portolan::evidence {

// Packets and bytes since this generation of the kernel's table began. A new generation (the table was made
// anew) begins at zero; the store adds the generations up, so that its totals never run backwards.
struct CounterSample {
    std::string decision;    // id text: "DCA4-065", "default-deny/dca-agent/out"
    std::uint32_t mark = 0;  // ct mark, top 31 bits of the id's hash
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    Timestamp at;
    std::uint64_t generation = 0;

    friend bool operator==(const CounterSample&, const CounterSample&) = default;
};

// What the store makes of the samples.
struct CounterTotal {
    std::string decision;
    std::uint32_t mark = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    Timestamp at;     // of the last sample
    Timestamp moved;  // of the last sample that was higher than the one before; 0 = never

    friend bool operator==(const CounterTotal&, const CounterTotal&) = default;
};

}  // namespace portolan::evidence
