// The first 4 KiB of one direction of a TCP connection, put in order. That is where a protocol says what it
// is; a ClientHello with post-quantum keys takes two segments of it. Overlapping bytes: the first copy wins,
// as with most receivers, so that a later segment can't rewrite what was seen.
#pragma once

#include "appliance/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace portolan::passive {

class StreamHead {
public:
    static constexpr std::size_t kSize = 4096;

    void clear() { count_ = 0; }
    // `offset` counts from the first byte of the direction. Bytes beyond kSize are dropped.
    void add(std::uint32_t offset, Bytes bytes);
    // What is known without a gap from the first byte on.
    [[nodiscard]] Bytes contiguous() const;

private:
    static constexpr std::size_t kMostPieces = 8;  // with more holes than that it is loss or an attack
    struct Piece {
        std::size_t begin;
        std::size_t end;
    };
    void merge(Piece added);

    std::array<std::byte, kSize> data_;
    std::array<Piece, kMostPieces + 1> pieces_;  // disjoint, in order
    std::size_t count_ = 0;
};

// A bounded set of heads. When all are taken the oldest owner loses its own: connections that never finish
// their first message can't take the memory of those that do.
class StreamPool {
public:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    explicit StreamPool(std::size_t most = 4096) : most_(most) {}  // 16 MiB

    struct Taken {
        std::uint32_t slot = kNone;
        bool robbed = false;  // another owner lost it
    };
    // `owner` names who may use the slot; it is the proof asked by find().
    Taken take(std::uint64_t owner);
    // Null where the slot was given to another meanwhile.
    [[nodiscard]] StreamHead* find(std::uint32_t slot, std::uint64_t owner);
    void release(std::uint32_t slot, std::uint64_t owner);
    [[nodiscard]] std::vector<std::uint64_t> owners() const;

private:
    static constexpr std::uint64_t kFree = ~0ULL;
    struct Slot {
        std::uint64_t owner = kFree;
        StreamHead head;
    };
    std::size_t most_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::uint32_t next_victim_ = 0;
};

}  // namespace portolan::passive
