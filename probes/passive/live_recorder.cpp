#include "probes/passive/live_recorder.hpp"

#include "appliance/base/dns_name.hpp"
#include "probes/passive/decode.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <random>
#include <utility>

namespace portolan::passive {
namespace {

using Uptime = LiveRecorder::Uptime;

// A flow that began before the resolver's word arrived is looked up again for as long.
constexpr Uptime kLateNames = std::chrono::seconds(10);

std::uint64_t random_seed() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
}

LiveOptions checked(LiveOptions options, std::size_t batch) {
    // A batch may begin that many flows while the one before it waits to be told.
    options.recorder.most_flows = std::max(options.recorder.most_flows, 2 * batch);
    options.most_waiting = std::max<std::size_t>(options.most_waiting, 1);
    return options;
}

std::uint64_t moves(const FlowState& flow) {
    return flow.packets[0] + flow.packets[1] + flow.icmp_errors;
}

// Of all that an update says beside counts and times.
std::uint64_t knowledge_of(const evidence::Flow& flow, bool closed) {
    std::uint64_t hash = (flow.answered ? 1U : 0U) | (closed ? 2U : 0U);
    const auto mix = [&hash](std::uint64_t value) {
        hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 29U;
    };
    for (const auto& [fact, value] : flow.facts) {
        mix(static_cast<std::uint64_t>(fact) + 1);
        mix(std::hash<std::string>()(value));
    }
    for (const std::string& name : flow.names)
        mix(std::hash<std::string>()(name));
    return hash;
}

}  // namespace

LiveRecorder::LiveRecorder(LiveOptions options)
    : options_(checked(std::move(options), kBatch)),
      table_(options_.recorder.most_flows, random_seed()),
      conversations_(table_, options_.recorder, random_seed()) {}

void LiveRecorder::record(std::span<const CapturedPacket> frames, Uptime now) {
    if (counts_.packets == 0) timers_.advance(now, due_);  // uptime does not begin with us
    while (!frames.empty()) {
        const std::size_t count = std::min(frames.size(), kBatch);
        record_batch(frames.first(count), now);
        frames = frames.subspan(count);
    }
}

void LiveRecorder::record_batch(std::span<const CapturedPacket> frames, Uptime now) {
    make_room();
    std::size_t count = 0;
    for (const CapturedPacket& frame : frames) {
        ++counts_.packets;
        counts_.bytes += frame.bytes.size();
        if (!decode(frame, packets_[count], oddities_)) continue;
        keys_[count] = flow_key(packets_[count]);
        hashes_[count] = table_.hash(keys_[count].key);
        table_.prefetch_index(hashes_[count]);
        ++count;
    }
    for (std::size_t i = 0; i < count; ++i)
        table_.prefetch_flow(hashes_[i]);
    for (std::size_t i = 0; i < count; ++i) {
        const Sighting sighting = table_.add(packets_[i], keys_[i], hashes_[i], oddities_);
        const bool changed = conversations_.add(sighting, packets_[i], oddities_);
        if (sighting.flow != FlowIndex::kNone) note(sighting, packets_[i], changed, now);
    }
}

void LiveRecorder::note(const Sighting& sighting, const Packet& packet, bool changed, Uptime now) {
    if (sighting.is_new) begin(sighting.flow, now);
    Track& track = tracks_[sighting.flow];
    const FlowState& flow = table_.state(sighting.flow);
    const bool turned = flow.answered != track.answered || flow.closed != track.closed;
    track.answered = flow.answered;
    track.closed = flow.closed;
    const bool spoke = changed && !packet.payload.empty();
    // A handshake alone waits for what is said next, or for the timer.
    const bool worth_telling = spoke || (turned && (track.told || flow.closed));
    if (!worth_telling || track.dirty) return;
    track.dirty = true;
    dirty_.push_back(sighting.flow);
}

void LiveRecorder::begin(std::uint32_t number, Uptime now) {
    if (tracks_.size() <= number) tracks_.resize(number + 1);
    tracks_[number] = Track{};
    tracks_[number].id = ++counts_.flows;
    tracks_[number].began_at = now;
    tracks_[number].moved_at = now;
    timers_.set(number, now + options_.first_report);
}

// Room for a batch of new flows, so that a flood of them pushes out what is idle and never what is new.
void LiveRecorder::make_room() {
    while (table_.held() + kBatch > options_.recorder.most_flows) {
        oddities_.add(Oddity::flow_evicted);
        if (full()) oddities_.add(Oddity::flow_update_dropped);
        end(idlest_of_some());
    }
}

// The idlest of sixteen: a list of all by age would cost two cache misses a packet, and what matters is that
// a busy flow stays.
std::uint32_t LiveRecorder::idlest_of_some() {
    constexpr int kLooks = 16;
    std::uint32_t idlest = FlowIndex::kNone;
    for (int looks = 0; looks < kLooks || idlest == FlowIndex::kNone; ++looks) {
        hand_ = hand_ + 1 < tracks_.size() ? hand_ + 1 : 0;
        if (tracks_[hand_].id == 0) continue;
        if (idlest == FlowIndex::kNone || table_.state(hand_).last < table_.state(idlest).last)
            idlest = hand_;
    }
    return idlest;
}

std::vector<FlowUpdate> LiveRecorder::poll(Uptime now) {
    std::size_t done = 0;
    for (; done < dirty_.size() && !full(); ++done) {
        const std::uint32_t number = dirty_[done];
        if (!tracks_[number].dirty) continue;  // ended since; the number may have another flow
        tracks_[number].dirty = false;
        report(number, false, now);
    }
    dirty_.erase(dirty_.begin(), dirty_.begin() + static_cast<std::ptrdiff_t>(done));
    due_.clear();
    timers_.advance(now, due_);
    for (const std::uint32_t number : due_)
        look_again(number, now);
    return std::exchange(updates_, {});
}

void LiveRecorder::look_again(std::uint32_t number, Uptime now) {
    if (full()) return timers_.set(number, now + FlowTimers::kStep);
    if (note_movement(number, now) <= now) return end(number);
    report(number, true, now);
}

// Returns when the flow ends if it moves no more.
Uptime LiveRecorder::note_movement(std::uint32_t number, Uptime now) {
    Track& track = tracks_[number];
    const std::uint64_t moved = moves(table_.state(number));
    if (moved != std::exchange(track.moved, moved)) track.moved_at = now;
    return track.moved_at + idle_limit(table_.state(number));
}

Uptime LiveRecorder::idle_limit(const FlowState& flow) const {
    if (flow.key.ip_protocol != kTcp) return options_.datagram_idle;
    return flow.closed ? options_.closed_linger : options_.stream_idle;
}

void LiveRecorder::report(std::uint32_t number, bool counts, Uptime now) {
    Track& track = tracks_[number];
    if (now - track.began_at < kLateNames) conversations_.find_told_names(number);
    FlowUpdate update;
    update.flow_id = track.id;
    update.flow = to_flow(table_.state(number));
    conversations_.describe(number, update.flow);
    const std::uint64_t knowledge = knowledge_of(update.flow, track.closed);
    const Uptime end = note_movement(number, now);
    const bool more = !track.told || knowledge != track.knowledge;
    if (counts || more) timers_.set(number, std::min<Uptime>(now + options_.report_every, end));
    if (!more && !(counts && track.moved != track.reported)) return;
    track.told = true;
    track.knowledge = knowledge;
    track.reported = track.moved;
    updates_.push_back(std::move(update));
}

void LiveRecorder::end(std::uint32_t number) {
    Track& track = tracks_[number];
    FlowUpdate update;
    update.flow_id = track.id;
    update.final = true;
    if (!track.told) conversations_.find_told_names(number);
    conversations_.finish(number);
    update.flow = to_flow(table_.state(number));
    conversations_.release(number, update.flow);
    table_.release(number);
    timers_.cancel(number);
    track = Track{};
    if (!full()) updates_.push_back(std::move(update));
}

std::vector<FlowUpdate> LiveRecorder::finish() {
    for (std::uint32_t number = 0; number < tracks_.size() && !full(); ++number)
        if (tracks_[number].id != 0) end(number);
    return std::exchange(updates_, {});
}

void LiveRecorder::learn(const Address& client, const std::string& name, const Address& address,
                         std::uint32_t ttl, Timestamp now) {
    const std::optional<std::string> plain = normalise_name(name);
    if (plain && !conversations_.learn(client, address, *plain, now, ttl))
        oddities_.add(Oddity::name_table_full);
}

LiveCounts LiveRecorder::take_counts() {
    LiveCounts out = counts_;
    out.held = table_.held();
    std::map<std::string, std::uint64_t> now = oddities_.by_name();
    for (const auto& [name, count] : now)
        if (const std::uint64_t more = count - odd_before_[name]; more > 0) out.not_covered[name] = more;
    odd_before_ = std::move(now);
    return out;
}

}  // namespace portolan::passive
