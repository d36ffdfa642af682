#include "appliance/report/flow_groups.hpp"

#include "appliance/report/quantity_text.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::size_t kPortsNamed = 4;

// What two groups must share to be one. Several texts in one string, parted by a byte that no text of ours
// holds in this place; a name that holds it can only part groups, or join two of the same verdict on one
// line.
using Key = std::string;

void add_part(Key& key, std::string_view part) {
    key += part;
    key += '\0';
}

enum class Fold { nothing, ports, initiators, responders };

Key key_of(const FlowGroup& group, Fold fold) {
    const FlowRow& row = *group.sample;
    Key key;
    for (const std::string_view part : {std::string_view(row.product), std::string_view(row.decision),
                                        std::string_view(row.requirement), std::string_view(row.protocol)})
        add_part(key, part);
    if (fold != Fold::initiators) add_part(key, group.initiator());
    if (fold != Fold::responders) add_part(key, group.responder());
    if (fold != Fold::ports)
        for (const std::uint16_t port : group.ports)
            add_part(key, std::to_string(port));
    return key;
}

FlowGroup group_of(const FlowRow& row) {
    FlowGroup group;
    group.sample = &row;
    group.initiators = {row.initiator};
    group.responders = {row.responder};
    if (row.port != 0) group.ports = {row.port};
    group.names.insert(row.names.begin(), row.names.end());
    group.flows = 1;
    group.answered = row.answered ? 1 : 0;
    group.packets = row.packets;
    group.bytes = row.bytes;
    group.first = row.first;
    group.last = row.last;
    return group;
}

void merge(FlowGroup& into, const FlowGroup& other) {
    into.reasons_differ |= other.reasons_differ || into.sample->reason != other.sample->reason;
    into.initiators.insert(other.initiators.begin(), other.initiators.end());
    into.responders.insert(other.responders.begin(), other.responders.end());
    into.ports.insert(other.ports.begin(), other.ports.end());
    into.names.insert(other.names.begin(), other.names.end());
    into.flows += other.flows;
    into.answered += other.answered;
    into.packets += other.packets;
    into.bytes += other.bytes;
    into.first = std::min(into.first, other.first);
    into.last = std::max(into.last, other.last);
}

bool may_fold(const FlowGroup& group, Fold fold) {
    if (fold == Fold::initiators) return group.sample->initiator_asset.empty();
    if (fold == Fold::responders) return group.sample->responder_asset.empty();
    return fold == Fold::nothing || !group.ports.empty();
}

// Groups with one key become one where there are more than `least` of them; the others stay as they are.
std::vector<FlowGroup> folded(std::vector<FlowGroup> groups, Fold fold, std::size_t least) {
    std::map<Key, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < groups.size(); ++i)
        if (may_fold(groups[i], fold)) alike[key_of(groups[i], fold)].push_back(i);
    for (const auto& [key, members] : alike) {
        if (members.size() <= least) continue;
        for (std::size_t i = 1; i < members.size(); ++i) {
            merge(groups[members[0]], groups[members[i]]);
            groups[members[i]].sample = nullptr;
        }
    }
    std::erase_if(groups, [](const FlowGroup& group) { return group.sample == nullptr; });
    return groups;
}

std::string end_of(const std::string& asset, const std::set<std::string_view>& addresses) {
    if (!asset.empty()) return asset;
    if (addresses.size() > 1) return grouped(addresses.size()) + " addresses";
    return std::string(*addresses.begin());
}

}  // namespace

std::string FlowGroup::initiator() const {
    return end_of(sample->initiator_asset, initiators);
}
std::string FlowGroup::responder() const {
    return end_of(sample->responder_asset, responders);
}

std::string FlowGroup::service() const {
    if (ports.empty()) return sample->protocol;
    if (ports.size() > kPortsNamed)
        return fmt::format("{}, {} ports", sample->protocol, grouped(ports.size()));
    std::string out;
    for (const std::uint16_t port : ports)
        out += (out.empty() ? "" : ",") + std::to_string(port);
    return sample->protocol + "/" + out;
}

std::vector<FlowGroup> group_flows(const Assessment& assessment, std::string_view verdict) {
    // Rows are merged as they come: a day's flows as groups of one would cost a kilobyte each.
    std::vector<FlowGroup> groups;
    std::map<Key, std::size_t> places;
    for (const FlowRow& row : assessment.flows) {
        if (row.verdict != verdict) continue;
        FlowGroup single = group_of(row);
        const auto [place, is_new] = places.try_emplace(key_of(single, Fold::nothing), groups.size());
        if (is_new) {
            groups.push_back(std::move(single));
        } else {
            merge(groups[place->second], single);
        }
    }
    for (const Fold fold : {Fold::ports, Fold::initiators, Fold::responders})
        groups = folded(std::move(groups), fold, kFoldedFrom);
    std::stable_sort(groups.begin(), groups.end(),
                     [](const FlowGroup& a, const FlowGroup& b) { return a.flows > b.flows; });
    return groups;
}

}  // namespace portolan::report
