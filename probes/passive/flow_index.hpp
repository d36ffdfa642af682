// Open-addressing index from flow hash to flow number. A slot is 8 bytes (32 hash bits, 32-bit number), so
// that a lookup touches one cache line of the index and then the flow itself; the caller compares keys.
// A newer flow of the same key takes over the slot of the older.
//
//     const std::uint32_t found = index.find(hash, [&](std::uint32_t flow) { return flows[flow].key == key;
//     });
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace portolan::passive {

class FlowIndex {
public:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    FlowIndex() : slots_(kSmallest) {}

    template <typename Same>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Same& same) const {
        const std::size_t slot = position(hash, same);
        return slots_[slot].flow;
    }
    // `same` as for find(): an equal flow is replaced.
    template <typename Same, typename HashOf>
    void insert(std::uint64_t hash, std::uint32_t flow, const Same& same, const HashOf& hash_of) {
        if ((used_ + 1) * 2 > slots_.size()) grow(hash_of);
        Slot& slot = slots_[position(hash, same)];
        if (slot.flow == kNone) ++used_;
        slot = {tag(hash), flow};
    }
    // Nothing happens where a newer flow has taken over the slot. Those behind move up (no tombstones), so
    // that a recorder that runs for months probes as few slots as on its first day.
    template <typename HashOf>
    void erase(std::uint64_t hash, std::uint32_t flow, const HashOf& hash_of) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t hole = position(hash, [flow](std::uint32_t other) { return other == flow; });
        if (slots_[hole].flow == kNone) return;
        for (std::size_t at = (hole + 1) & mask; slots_[at].flow != kNone; at = (at + 1) & mask) {
            const std::size_t home = hash_of(slots_[at].flow) & mask;
            if (((at - home) & mask) < ((at - hole) & mask)) continue;  // it would stand before its home
            slots_[hole] = slots_[at];
            hole = at;
        }
        slots_[hole] = Slot{};
        --used_;
    }
    [[nodiscard]] std::size_t size() const { return used_; }
    void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
    // The flow that the first slot of this hash holds, to be prefetched; kNone for none.
    [[nodiscard]] std::uint32_t likely(std::uint64_t hash) const {
        return slots_[hash & (slots_.size() - 1)].flow;
    }

private:
    static constexpr std::size_t kSmallest = 1024;
    struct Slot {
        std::uint32_t tag = 0;
        std::uint32_t flow = kNone;
    };

    static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
    template <typename Same>
    [[nodiscard]] std::size_t position(std::uint64_t hash, const Same& same) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = hash & mask;
        while (slots_[at].flow != kNone && !(slots_[at].tag == tag(hash) && same(slots_[at].flow)))
            at = (at + 1) & mask;
        return at;
    }
    // Half full at most: linear probing stays at one or two steps.
    template <typename HashOf>
    void grow(const HashOf& hash_of) {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.flow == kNone) continue;
            const std::size_t mask = slots_.size() - 1;
            std::size_t at = hash_of(slot.flow) & mask;
            while (slots_[at].flow != kNone)
                at = (at + 1) & mask;
            slots_[at] = slot;
        }
    }

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace portolan::passive
