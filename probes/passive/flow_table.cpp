#include "probes/passive/flow_table.hpp"

#include "appliance/base/icmp_names.hpp"
#include "probes/passive/decode.hpp"
#include "probes/passive/reply_first.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

bool is_syn(const Packet& packet) {
    return (packet.tcp_flags & (kSyn | kAck)) == kSyn;
}
bool is_syn_ack(const Packet& packet) {
    return (packet.tcp_flags & (kSyn | kAck)) == (kSyn | kAck);
}

// Whether the sender of a flow's first packet is its initiator.
bool sender_began(const Packet& packet) {
    if (packet.ip_protocol == kTcp) {
        if (is_syn(packet)) return true;
        return !is_syn_ack(packet) &&
               packet.source_port >= packet.destination_port;  // else mid_flow: higher port
    }
    if (packet.ip_protocol == kUdp) return !is_reply_datagram(packet);
    return !packet.is_icmp() || !icmp_family(packet.ip_protocol == kIcmpV6, packet.icmp_type).reply;
}

bool begins_anew(const FlowState& flow, const Packet& packet, bool from_high) {
    const std::int64_t idle = packet.time.nanoseconds - flow.last.nanoseconds;
    if (packet.ip_protocol != kTcp) return idle > kDatagramIdle;
    if (!is_syn(packet)) return false;
    const bool known = flow.start_known[from_high];
    if (known && flow.stream_start[from_high] == packet.sequence + 1) return false;  // the same SYN again
    return flow.closed || flow.mid_flow || idle > kStreamIdle;
}

void note_tcp(FlowState& flow, const Packet& packet, bool from_high) {
    if ((packet.tcp_flags & kSyn) != 0 && !flow.start_known[from_high]) {
        flow.stream_start[from_high] = packet.sequence + 1;
        flow.start_known[from_high] = true;
    }
    if (packet.payload_length > 0 && !flow.start_known[from_high]) {
        flow.stream_start[from_high] = packet.sequence;
        flow.start_known[from_high] = true;
    }
    const bool reset = (packet.tcp_flags & kRst) != 0;
    if (reset || (packet.tcp_flags & kFin) != 0) flow.closed = true;
    const bool agrees = is_syn_ack(packet) || (packet.payload_length > 0 && !reset && !is_syn(packet));
    if (from_high != flow.initiator_high && agrees) flow.answered = true;
}

void note_icmp(FlowState& flow, const Packet& packet) {
    const bool request = !icmp_family(packet.ip_protocol == kIcmpV6, packet.icmp_type).reply;
    if (flow.request_seen) return;
    flow.icmp_type = packet.icmp_type;
    flow.request_seen = request;
}

void count(FlowState& flow, const Packet& packet, bool from_high) {
    ++flow.packets[from_high];
    flow.bytes[from_high] += packet.ip_length;
    flow.first = std::min(flow.first, packet.time);  // files may overlap or be given out of order
    flow.last = std::max(flow.last, packet.time);
}

void note(FlowState& flow, const Packet& packet, bool from_high) {
    count(flow, packet, from_high);
    if (from_high == flow.initiator_high && !flow.has_mac && packet.has_mac) {
        flow.initiator_mac = packet.source_mac;
        flow.has_mac = true;
    }
    if (packet.ip_protocol == kTcp) return note_tcp(flow, packet, from_high);
    if (from_high != flow.initiator_high) flow.answered = true;
    if (packet.is_icmp()) note_icmp(flow, packet);
}

}  // namespace

FlowTable::FlowTable(std::size_t most_flows, std::uint64_t seed)
    : most_flows_(std::min<std::size_t>(most_flows, FlowIndex::kNone)), seed_(seed) {}

void FlowTable::prefetch_flow(std::uint64_t hash) const {
    const std::uint32_t flow = index_.likely(hash);
    if (flow == FlowIndex::kNone) return;
    const FlowState* state = &this->state(flow);
    __builtin_prefetch(state, 1);
    __builtin_prefetch(reinterpret_cast<const char*>(state) + 64, 1);
}

Sighting FlowTable::add(const Packet& packet, const DirectedKey& key, std::uint64_t hash,
                        Oddities& oddities) {
    if (packet.fragment == Fragment::later) return add_fragment(packet, oddities);
    if (packet.is_icmp() && is_icmp_error(packet.ip_protocol == kIcmpV6, packet.icmp_type) &&
        add_icmp_error(packet))
        return {};
    Sighting out;
    out.from_high = key.from_high;
    out.flow = index_.find(hash, [&](std::uint32_t flow) { return state(flow).key == key.key; });
    out.is_new = out.flow == FlowIndex::kNone || begins_anew(state(out.flow), packet, key.from_high);
    if (out.is_new && held() == most_flows_) {
        oddities.add(Oddity::flow_table_full);
        return {};
    }
    if (out.is_new) out.flow = create(packet, key, hash);
    note(state(out.flow), packet, key.from_high);
    if (packet.fragment == Fragment::first)
        fragments_.remember(packet, {out.flow, key.from_high, state(out.flow).generation});
    return out;
}

std::uint32_t FlowTable::take_number() {
    if (!free_.empty()) {
        const std::uint32_t number = free_.back();
        free_.pop_back();
        return number;
    }
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<FlowState[]>(kChunk));
    return static_cast<std::uint32_t>(size_++);
}

void FlowTable::release(std::uint32_t flow) {
    FlowState& over = state(flow);
    index_.erase(hash(over.key), flow, [this](std::uint32_t other) { return hash(state(other).key); });
    const std::uint16_t next = static_cast<std::uint16_t>(over.generation + 1);
    over = FlowState{};
    over.generation = next;
    free_.push_back(flow);
}

std::uint32_t FlowTable::create(const Packet& packet, const DirectedKey& key, std::uint64_t hash) {
    const std::uint32_t number = take_number();
    FlowState& flow = state(number);
    flow.key = key.key;
    flow.first = packet.time;
    flow.last = packet.time;
    flow.initiator_high = sender_began(packet) == key.from_high;
    flow.mid_flow = packet.ip_protocol == kTcp && (packet.tcp_flags & kSyn) == 0;
    index_.insert(
        hash, number, [&](std::uint32_t other) { return state(other).key == key.key; },
        [this](std::uint32_t other) { return this->hash(state(other).key); });
    return number;
}

Sighting FlowTable::add_fragment(const Packet& packet, Oddities& oddities) {
    oddities.add(Oddity::ip_fragment);
    const std::optional<FragmentOwner> owner = fragments_.find(packet);
    if (owner && state(owner->flow).generation == owner->generation)
        count(state(owner->flow), packet, owner->from_high);
    return {};
}

// False where the quoted flow is not ours: then the error is a flow of its own, since somebody sent it.
bool FlowTable::add_icmp_error(const Packet& packet) {
    std::optional<Packet> quoted = decode_quoted(packet.payload);
    if (!quoted || quoted->fragment == Fragment::later) return false;
    quoted->vlan = packet.vlan;
    const DirectedKey key = flow_key(*quoted);
    const std::uint32_t flow =
        index_.find(hash(key.key), [&](std::uint32_t other) { return state(other).key == key.key; });
    if (flow == FlowIndex::kNone) return false;
    ++state(flow).icmp_errors;
    return true;
}

evidence::Flow to_flow(const FlowState& state) {
    const bool out = state.initiator_high;  // index of the initiator's counts
    evidence::Flow flow;
    flow.initiator = out ? state.key.high : state.key.low;
    flow.responder = out ? state.key.low : state.key.high;
    flow.ip_protocol = state.key.ip_protocol;
    switch (state.key.ip_protocol) {
        case kTcp:
            flow.protocol = Protocol::tcp;
            break;
        case kUdp:
            flow.protocol = Protocol::udp;
            break;
        case kIcmp:
        case kIcmpV6:
            flow.protocol = Protocol::icmp;
            break;
        default:
            flow.protocol = Protocol::other;
    }
    if (flow.protocol == Protocol::tcp || flow.protocol == Protocol::udp) {
        flow.initiator_port = out ? state.key.high_port : state.key.low_port;
        flow.responder_port = out ? state.key.low_port : state.key.high_port;
    }
    flow.vlan = state.key.vlan;
    flow.packets_out = state.packets[out];
    flow.packets_in = state.packets[!out];
    flow.bytes_out = state.bytes[out];
    flow.bytes_in = state.bytes[!out];
    flow.first = state.first;
    flow.last = state.last;
    flow.answered = state.answered;
    flow.mid_flow = state.mid_flow;
    flow.icmp_errors = state.icmp_errors;
    return flow;
}

}  // namespace portolan::passive
