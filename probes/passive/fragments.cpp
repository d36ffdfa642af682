#include "probes/passive/fragments.hpp"

namespace portolan::passive {
namespace {

constexpr std::int64_t kLifetime =
    30'000'000'000;  // ns; Linux drops incomplete packets after it (ipfrag_time)

}  // namespace

std::size_t Fragments::position(const Packet& packet) {
    const std::size_t hash = AddressHash()(packet.source) + 31 * AddressHash()(packet.destination);
    return (hash ^ (packet.fragment_id * std::size_t{0x9e3779b1})) % kSlots;
}

void Fragments::remember(const Packet& first, FragmentOwner owner) {
    slots_[position(first)] = {first.source, first.destination, first.fragment_id, true, first.time, owner};
}

std::optional<FragmentOwner> Fragments::find(const Packet& later) const {
    const Slot& slot = slots_[position(later)];
    const bool same = slot.used && slot.id == later.fragment_id && slot.source == later.source &&
                      slot.destination == later.destination;
    const std::int64_t age = later.time.nanoseconds - slot.time.nanoseconds;
    if (!same || age > kLifetime || age < -kLifetime) return std::nullopt;
    return slot.owner;
}

}  // namespace portolan::passive
