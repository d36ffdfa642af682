// One flow while it is recorded: what each packet touches, in two cache lines. Facts and names live apart,
// because most packets never look at them. Arrays are indexed by endpoint: 0 = key.low, 1 = key.high.
#pragma once

#include "probes/passive/flow_key.hpp"

#include <array>
#include <cstdint>

namespace portolan::passive {

struct alignas(64) FlowState {
    static constexpr std::uint32_t kNoDetails = 0xffff'ffff;

    FlowKey key;
    std::array<std::uint64_t, 2> packets{};
    std::array<std::uint64_t, 2> bytes{};
    Timestamp first;
    Timestamp last;
    std::array<std::uint32_t, 2> stream_start{};  // TCP sequence number of the first byte of data
    std::uint32_t icmp_errors = 0;
    std::uint32_t details = kNoDetails;  // number in the table of facts and names
    MacAddress initiator_mac{};
    std::uint8_t icmp_type = 0;  // the initiator's, or the first seen
    bool initiator_high : 1 = false;
    bool has_mac : 1 = false;
    bool mid_flow : 1 = false;
    bool answered : 1 = false;
    bool closed : 1 = false;        // FIN or RST seen
    bool request_seen : 1 = false;  // ICMP: by the initiator
    std::array<bool, 2> start_known{};
    std::array<std::uint8_t, 2> looks{};  // packets whose payload was looked at
    std::array<bool, 2> decided{};        // the payload has nothing more to tell
    std::uint16_t generation = 0;         // of the number: tells a flow from the one that had it before
};

}  // namespace portolan::passive
