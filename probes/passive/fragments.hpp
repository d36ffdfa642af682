// Second and later IP fragments carry no ports: this remembers to which flow the first fragment of a packet
// belonged. Direct-mapped and small on purpose: a miss only means that the fragment is counted without a
// flow.
#pragma once

#include "probes/passive/packet.hpp"

#include <optional>
#include <vector>

namespace portolan::passive {

struct FragmentOwner {
    std::uint32_t flow = 0;
    bool from_high = false;
    std::uint16_t generation = 0;  // as in FlowState: the number may have gone to another flow since
};

class Fragments {
public:
    Fragments() : slots_(kSlots) {}
    void remember(const Packet& first, FragmentOwner owner);
    [[nodiscard]] std::optional<FragmentOwner> find(const Packet& later) const;

private:
    static constexpr std::size_t kSlots = 256;
    struct Slot {
        Address source;
        Address destination;
        std::uint32_t id = 0;
        bool used = false;
        Timestamp time;
        FragmentOwner owner;
    };
    static std::size_t position(const Packet& packet);
    std::vector<Slot> slots_;
};

}  // namespace portolan::passive
