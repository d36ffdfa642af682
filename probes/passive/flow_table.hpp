// The flow table: packets in, two-way flows out. Who began, whether the other end agreed, when a reused tuple
// is a new flow; ICMP errors and IP fragments go to the flow they belong to.
//
//     const Sighting seen = table.add(packet, flow_key(packet), hash);
//     if (seen.flow != FlowIndex::kNone) look_at_payload(table.state(seen.flow), ...);
#pragma once

#include "appliance/evidence/flow.hpp"
#include "probes/passive/flow_index.hpp"
#include "probes/passive/flow_state.hpp"
#include "probes/passive/fragments.hpp"
#include "probes/passive/oddities.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace portolan::passive {

// A UDP or ICMP tuple that was idle for longer is a new flow: longer than NAT bindings (RFC 4787: two
// minutes) and than Linux's timeout of answered UDP flows (120 s).
constexpr std::int64_t kDatagramIdle = 180'000'000'000;
// A SYN with a new sequence number on a TCP tuple that was idle for longer is a new flow although no FIN or
// RST was seen: twice Linux's TIME_WAIT, before which the tuple is not reused.
constexpr std::int64_t kStreamIdle = 120'000'000'000;

struct Sighting {
    std::uint32_t flow = FlowIndex::kNone;  // kNone: the packet belongs to no flow that we hold
    bool from_high = false;
    bool is_new = false;
};

class FlowTable {
public:
    FlowTable(std::size_t most_flows, std::uint64_t seed);

    [[nodiscard]] std::uint64_t hash(const FlowKey& key) const { return flow_hash(key, seed_); }
    // Two steps ahead of add(), a batch at a time: the index slot, then the flow that it names.
    void prefetch_index(std::uint64_t hash) const { index_.prefetch(hash); }
    void prefetch_flow(std::uint64_t hash) const;

    Sighting add(const Packet& packet, const DirectedKey& key, std::uint64_t hash, Oddities& oddities);

    // The flow is over: its number goes to the next new one.
    void release(std::uint32_t flow);

    // Numbers given out so far, released ones included.
    [[nodiscard]] std::size_t size() const { return size_; }
    // Flows held now.
    [[nodiscard]] std::size_t held() const { return size_ - free_.size(); }
    [[nodiscard]] FlowState& state(std::uint32_t flow) { return chunks_[flow / kChunk][flow % kChunk]; }
    [[nodiscard]] const FlowState& state(std::uint32_t flow) const {
        return chunks_[flow / kChunk][flow % kChunk];
    }

private:
    static constexpr std::size_t kChunk = 1024;  // 128 KiB: grows without moving what is there

    Sighting add_fragment(const Packet& packet, Oddities& oddities);
    bool add_icmp_error(const Packet& packet);
    std::uint32_t take_number();
    std::uint32_t create(const Packet& packet, const DirectedKey& key, std::uint64_t hash);

    std::vector<std::unique_ptr<FlowState[]>> chunks_;
    std::size_t size_ = 0;
    std::vector<std::uint32_t> free_;
    std::size_t most_flows_;
    std::uint64_t seed_;
    FlowIndex index_;
    Fragments fragments_;
};

// Tuple and counts; facts and names are the caller's.
evidence::Flow to_flow(const FlowState& state);

}  // namespace portolan::passive
