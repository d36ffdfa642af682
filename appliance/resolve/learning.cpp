#include "appliance/resolve/learning.hpp"

#include <utility>

namespace portolan::resolve {

void Learning::submit(const Address& client, const DnsPacket& query, Bytes answer, AnswerSink& sink,
                      std::uint64_t token, Uptime now) {
    constexpr std::uint16_t kInternet = 1;
    const bool asks_addresses = query.type == kTypeA || query.type == kTypeAaaa || query.type == kTypeAny;
    if (!asks_addresses || query.record_class != kInternet || query.name.empty())
        return sink.release(token, false, now);
    const std::optional<DnsPacket> packet = read_dns(answer);
    AnsweredAddresses found = packet ? addresses_of(answer, *packet) : AnsweredAddresses{};
    if (found.addresses.empty()) return sink.release(token, false, now);
    const std::uint64_t serial = ++last_serial_;
    const bool waits = !silent_ || enforced_.contains(client);
    const Waiting waiting{client, query.name, waits ? &sink : nullptr, token, now + kPatience};
    if (waiting_.size() >= kMostWaiting) {
        note_miss(waiting, false, enforced_.contains(client));
        return sink.release(token, enforced_.contains(client), now);
    }
    waiting_[serial] = waiting;
    learner_.learn({serial, client, query.name, std::move(found.addresses), found.ttl});
    if (!waits) sink.release(token, false, now);
}

void Learning::learned(std::uint64_t serial, const LearnOutcome& outcome, Uptime now) {
    silent_ = false;
    const auto found = waiting_.find(serial);
    if (found == waiting_.end()) return;  // too late: it was given up
    const Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    remember(waiting.client, outcome.enforced);
    const bool refused = outcome.documented && !outcome.done;
    const bool withheld = refused && outcome.enforced && waiting.sink != nullptr;
    if (refused) note_miss(waiting, true, withheld);
    if (waiting.sink != nullptr) waiting.sink->release(waiting.token, withheld, now);
}

void Learning::expire(Uptime now) {
    while (!waiting_.empty() && waiting_.begin()->second.deadline <= now) {
        const Waiting waiting = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        silent_ = true;
        const bool withheld = waiting.sink != nullptr && enforced_.contains(waiting.client);
        note_miss(waiting, false, withheld);
        if (waiting.sink != nullptr) waiting.sink->release(waiting.token, withheld, now);
    }
}

Uptime Learning::next_due() const {
    return waiting_.empty() ? Uptime(-1) : waiting_.begin()->second.deadline;
}

std::vector<Miss> Learning::take_misses() {
    return std::exchange(misses_, {});
}

void Learning::note_miss(const Waiting& waiting, bool refused, bool withheld) {
    ++missed_;
    if (withheld) ++withheld_;
    if (misses_.size() == kMostMisses) misses_.erase(misses_.begin());
    misses_.push_back({waiting.client, waiting.name, refused, withheld});
}

void Learning::remember(const Address& client, bool enforced) {
    if (!enforced) {
        enforced_.erase(client);
    } else if (enforced_.size() < kMostEnforced) {
        enforced_.insert(client);
    }
}

}  // namespace portolan::resolve
