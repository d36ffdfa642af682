#include "probes/passive/resolved_names.hpp"

#include "probes/passive/flow_key.hpp"

#include <algorithm>

namespace portolan::passive {

std::size_t ResolvedNames::Hash::operator()(const Pair& pair) const noexcept {
    FlowKey key;
    key.low = pair.client;
    key.high = pair.address;
    return flow_hash(key, seed);
}

bool ResolvedNames::learn(const Address& client, const Address& address, const std::string& name,
                          Timestamp now, std::uint32_t ttl, By by) {
    if (pairs_.size() >= most_pairs_) sweep(now);
    const Pair pair{machine(client), address};
    if (pairs_.size() >= most_pairs_ && !pairs_.contains(pair)) return false;
    std::vector<Entry>& entries = pairs_[pair];
    const std::int64_t lifetime = std::min(ttl, kLongestTtl) * std::int64_t{1'000'000'000} + kGrace;
    std::erase_if(entries,
                  [&](const Entry& entry) { return entry.name == name || entry.expires < now.nanoseconds; });
    if (entries.size() == kMostNames) entries.erase(entries.begin());
    entries.push_back({name, now.nanoseconds + lifetime, by});
    return true;
}

std::vector<std::string> ResolvedNames::find(const Address& client, const Address& address,
                                             Timestamp now) const {
    return find(client, address, now, false);
}

std::vector<std::string> ResolvedNames::find_told(const Address& client, const Address& address,
                                                  Timestamp now) const {
    return find(client, address, now, true);
}

std::vector<std::string> ResolvedNames::find(const Address& client, const Address& address, Timestamp now,
                                             bool told_only) const {
    const auto found = pairs_.find(Pair{machine(client), address});
    if (found == pairs_.end()) return {};
    std::vector<std::string> names;
    for (const Entry& entry : found->second)
        if (entry.expires >= now.nanoseconds && (!told_only || entry.by == By::resolver))
            names.push_back(entry.name);
    std::reverse(names.begin(), names.end());
    return names;
}

// At most once a minute of capture time: a full table must not make each answer cost a walk.
void ResolvedNames::sweep(Timestamp now) {
    constexpr std::int64_t kPause = 60'000'000'000;
    if (now.nanoseconds < next_sweep_) return;
    next_sweep_ = now.nanoseconds + kPause;
    boost::unordered::erase_if(pairs_, [now](auto& pair) {
        std::vector<Entry>& entries = pair.second;
        std::erase_if(entries, [now](const Entry& entry) { return entry.expires < now.nanoseconds; });
        return entries.empty();
    });
}

}  // namespace portolan::passive
