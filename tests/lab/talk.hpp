// What two hosts say to each other, without times and headers; `stage` turns it into frames.
#pragma once

#include "tests/lab/octets.hpp"

#include <cstdint>
#include <vector>

namespace portolan::lab {

enum class Side { initiator, responder };

// One message. TCP sends it in segments of at most 1,400 bytes, or cut once at `cut` (0 = not); UDP in one
// datagram.
struct Turn {
    Side from = Side::initiator;
    Octets bytes = {};
    std::size_t cut = 0;
    std::uint32_t pause_ms = 0;  // before it is sent, besides the time on the wire
};

using Turns = std::vector<Turn>;

// How the attempt ends.
enum class Ending {
    closed,   // answered and closed in order
    reset,    // answered, then reset by the responder
    refused,  // TCP: RST to the SYN; UDP: ICMP port unreachable
    silent,   // nothing comes back; TCP repeats its SYN twice
};

}  // namespace portolan::lab
