#include "appliance/enforce/learned_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::enforce {
namespace {

bool is_inside(const ruleset::Ruleset& ruleset, const Address& address) {
    static const AddressSet special = AddressSet::special();
    return special.contains(address) ||
           std::any_of(ruleset.zones.begin(), ruleset.zones.end(),
                       [&](const ruleset::Zone& zone) { return zone.networks.contains(address); });
}

}  // namespace

Result<std::vector<LearnedPair>> LearnedNames::learn(const ruleset::Ruleset& ruleset, const Address& client,
                                                     const std::string& name,
                                                     const std::vector<Address>& addresses, std::uint32_t ttl,
                                                     std::int64_t now) {
    if (addresses.size() > kMostAddresses)
        return fail(ErrorCode::limit, fmt::format("more than {} addresses for one name", kMostAddresses));
    for (const Address& address : addresses)
        if (is_inside(ruleset, address))
            return fail(
                ErrorCode::bad_input,
                fmt::format("{} is no address outside, and a name must not lead inside", address.text()));
    Client& state = clients_[client];
    if (state.second != now) state = {now, 0, state.held};
    std::size_t of_name = 0;
    for (auto at = rows_.lower_bound({client, Address()}); at != rows_.end() && at->first.client == client;
         ++at)
        of_name += at->second.contains(name) ? 1 : 0;
    const auto is_new = [&](const Address& address) {
        const auto row = rows_.find({client, address});
        return row == rows_.end() || !row->second.contains(name);
    };
    const auto fresh = static_cast<std::size_t>(std::count_if(addresses.begin(), addresses.end(), is_new));
    if (of_name + fresh > kMostAddresses)
        return fail(ErrorCode::limit, fmt::format("more than {} addresses for one name", kMostAddresses));
    if (state.held + fresh > kMostOfClient)
        return fail(ErrorCode::limit,
                    fmt::format("more than {} learned addresses of one client", kMostOfClient));
    if (state.fresh + static_cast<int>(fresh) > kMostPerSecond)
        return fail(ErrorCode::limit, fmt::format("more than {} new addresses in a second", kMostPerSecond));
    state.fresh += static_cast<int>(fresh);
    state.held += fresh;
    const std::int64_t until = now + std::min(ttl, kLongestTtl) + kGrace;
    std::vector<LearnedPair> out;
    for (const Address& address : addresses) {
        const LearnedPair pair{client, address};
        std::int64_t& end = rows_[pair][name];
        end = std::max(end, until);
        out.push_back(pair);
    }
    return out;
}

LearnedNames::Alive LearnedNames::alive(const LearnedPair& pair, std::int64_t now) const {
    Alive out;
    const auto row = rows_.find(pair);
    if (row == rows_.end()) return out;
    for (const auto& [name, until] : row->second) {
        if (until <= now) continue;
        out.names.push_back(name);
        out.until = std::max(out.until, until);
    }
    return out;
}

std::vector<LearnedPair> LearnedNames::expire(std::int64_t now) {
    std::vector<LearnedPair> changed;
    for (auto row = rows_.begin(); row != rows_.end();) {
        const std::size_t ended =
            std::erase_if(row->second, [&](const auto& each) { return each.second <= now; });
        if (ended > 0) {
            changed.push_back(row->first);
            clients_[row->first.client].held -= std::min(ended, clients_[row->first.client].held);
        }
        row = row->second.empty() ? rows_.erase(row) : std::next(row);
    }
    std::erase_if(clients_,
                  [&](const auto& each) { return each.second.held == 0 && each.second.second != now; });
    return changed;
}

std::vector<LearnedPair> LearnedNames::pairs() const {
    std::vector<LearnedPair> out;
    for (const auto& [pair, names] : rows_)
        out.push_back(pair);
    return out;
}

std::vector<LearnedNames::Row> LearnedNames::rows() const {
    std::vector<Row> out;
    for (const auto& [pair, names] : rows_)
        for (const auto& [name, until] : names)
            out.push_back({pair, name, until});
    return out;
}

void LearnedNames::restore(const std::vector<Row>& rows) {
    for (const Row& row : rows)
        if (rows_[row.pair].emplace(row.name, row.until).second) ++clients_[row.pair.client].held;
}

}  // namespace portolan::enforce
