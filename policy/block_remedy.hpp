// How a would-block can be closed: attached to a requirement, documented by a local one, excepted for a time,
// or accepted; with the YAML to paste. Private to readiness.
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "policy/nearest.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

// An end as a site can say it.
struct BlockEnd {
    enum class Kind : std::uint8_t { asset, address, name, internet };
    Kind kind = Kind::address;
    std::string word;                    // asset, address, name, or "internet"
    std::vector<std::string> addresses;  // the first few of them
    std::size_t more = 0;                // addresses that are not listed
};

struct Block {
    Attempt example;
    BlockEnd from, to;
    bool prohibited = false;  // a requirement forbids it: no exception and no local requirement helps
    Timestamp at;
};

// The one that fits best first; never empty.
std::vector<evidence::ReadinessWay> ways_of(const Policy& policy, const Block& block,
                                            const NearestMiss& nearest);

}  // namespace portolan::policy
