#include "probes/passive/frame_merge.hpp"

#include <algorithm>

namespace portolan::passive {

FrameMerge::FrameMerge(std::size_t sources, Uptime window)
    : sources_(sources), window_(sources > 1 ? window : Uptime(0)) {
    for (Source& source : sources_) {
        source.arena.resize(kArena);
        source.held.reserve(kMostFrames);
    }
}

// Moves what is still held to the front. The caller asks for room when it has taken what it could, so little
// is left to move.
void FrameMerge::compact(Source& source) {
    if (source.next == 0) return;
    const std::size_t begin = source.empty() ? source.used : source.held[source.next].offset;
    std::copy(source.arena.begin() + static_cast<std::ptrdiff_t>(begin),
              source.arena.begin() + static_cast<std::ptrdiff_t>(source.used), source.arena.begin());
    source.held.erase(source.held.begin(), source.held.begin() + static_cast<std::ptrdiff_t>(source.next));
    for (Held& held : source.held)
        held.offset -= begin;
    source.used -= begin;
    source.next = 0;
}

std::size_t FrameMerge::room(std::size_t source, std::size_t largest) {
    Source& own = sources_[source];
    compact(own);
    return std::min((own.arena.size() - own.used) / std::max<std::size_t>(largest, 1),
                    kMostFrames - own.held.size());
}

void FrameMerge::push(std::size_t source, const CapturedPacket& frame, Uptime now) {
    Source& own = sources_[source];
    if (frame.bytes.size() > own.arena.size() - own.used) panic("a frame beyond the room of its source");
    std::copy(frame.bytes.begin(), frame.bytes.end(),
              own.arena.begin() + static_cast<std::ptrdiff_t>(own.used));
    own.held.push_back({frame, own.used, frame.bytes.size(), now});
    own.held.back().frame.bytes = {};
    own.used += frame.bytes.size();
}

FrameMerge::Source* FrameMerge::next_source(Uptime now) {
    Source* first = nullptr;
    bool all = true;
    bool overdue = false;  // a frame behind it must not wait for longer than the window either
    for (Source& source : sources_) {
        all = all && !source.empty();
        if (source.empty()) continue;
        const Held& head = source.held[source.next];
        overdue = overdue || head.read_at + window_ <= now;
        if (first == nullptr || head.frame.time < first->held[first->next].frame.time) first = &source;
    }
    return all || overdue ? first : nullptr;
}

std::size_t FrameMerge::take(std::span<CapturedPacket> out, Uptime now) {
    std::size_t count = 0;
    while (count < out.size()) {
        Source* source = next_source(now);
        if (source == nullptr) break;
        const Held& held = source->held[source->next++];
        out[count] = held.frame;
        out[count++].bytes = Bytes(source->arena).subspan(held.offset, held.size);
    }
    return count;
}

FrameMerge::Uptime FrameMerge::next_due(Uptime now) const {
    Uptime least(-1);
    for (const Source& source : sources_) {
        if (source.empty()) continue;
        const Uptime left = std::max(source.held[source.next].read_at + window_ - now, Uptime(0));
        least = least < Uptime(0) ? left : std::min(least, left);
    }
    return least;
}

}  // namespace portolan::passive
