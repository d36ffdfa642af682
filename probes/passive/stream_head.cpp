#include "probes/passive/stream_head.hpp"

#include <algorithm>

namespace portolan::passive {

void StreamHead::add(std::uint32_t offset, Bytes bytes) {
    const std::size_t begin = std::min<std::size_t>(offset, kSize);
    const std::size_t end = std::min(begin + bytes.size(), kSize);
    if (begin == end) return;
    const auto copy = [&](std::size_t from, std::size_t to) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from - begin), to - from,
                    data_.begin() + static_cast<std::ptrdiff_t>(from));
    };
    std::size_t at = begin;
    for (std::size_t i = 0; i < count_ && pieces_[i].begin < end; ++i) {
        if (pieces_[i].begin > at) copy(at, pieces_[i].begin);
        at = std::max(at, pieces_[i].end);
    }
    if (at < end) copy(at, end);
    merge({begin, end});
}

void StreamHead::merge(Piece added) {
    std::array<Piece, kMostPieces + 1> merged{};
    std::size_t count = 0;
    std::size_t i = 0;
    while (i < count_ && pieces_[i].end < added.begin)
        merged[count++] = pieces_[i++];
    for (; i < count_ && pieces_[i].begin <= added.end; ++i)
        added = {std::min(added.begin, pieces_[i].begin), std::max(added.end, pieces_[i].end)};
    merged[count++] = added;
    while (i < count_)
        merged[count++] = pieces_[i++];
    pieces_ = merged;
    count_ = std::min(count, kMostPieces);  // the farthest piece is forgotten
}

Bytes StreamHead::contiguous() const {
    if (count_ == 0 || pieces_[0].begin != 0) return {};
    return Bytes(data_).first(pieces_[0].end);
}

StreamPool::Taken StreamPool::take(std::uint64_t owner) {
    Taken out;
    if (!free_.empty()) {
        out.slot = free_.back();
        free_.pop_back();
    } else if (slots_.size() < most_) {
        out.slot = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        out.slot = next_victim_++ % static_cast<std::uint32_t>(most_);
        out.robbed = true;
    }
    slots_[out.slot].owner = owner;
    slots_[out.slot].head.clear();
    return out;
}

StreamHead* StreamPool::find(std::uint32_t slot, std::uint64_t owner) {
    return slot < slots_.size() && slots_[slot].owner == owner ? &slots_[slot].head : nullptr;
}

void StreamPool::release(std::uint32_t slot, std::uint64_t owner) {
    if (find(slot, owner) == nullptr) return;
    slots_[slot].owner = kFree;
    free_.push_back(slot);
}

std::vector<std::uint64_t> StreamPool::owners() const {
    std::vector<std::uint64_t> out;
    for (const Slot& slot : slots_)
        if (slot.owner != kFree) out.push_back(slot.owner);
    return out;
}

}  // namespace portolan::passive
