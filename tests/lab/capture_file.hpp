// Classic capture file, microseconds, Ethernet, little-endian: the libpcap savefile format, in memory.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "tests/lab/octets.hpp"

#include <vector>

namespace portolan::lab {

struct Packet {
    Timestamp time;
    Octets frame;
};

Octets capture_octets(const std::vector<Packet>& packets);

}  // namespace portolan::lab
