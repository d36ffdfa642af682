#include "policy/cells.hpp"

#include "appliance/base/icmp_names.hpp"

#include <algorithm>
#include <set>

namespace portolan::policy {
namespace {

using ruleset::Rule;
using ruleset::Ruleset;

constexpr std::size_t kWord = 64;

RuleBits no_bits(std::size_t count) {
    return RuleBits((count + kWord - 1) / kWord, 0);
}
void set_bit(RuleBits& bits, std::size_t at) {
    bits[at / kWord] |= 1ULL << (at % kWord);
}
bool has_bit(const RuleBits& bits, std::size_t at) {
    return ((bits[at / kWord] >> (at % kWord)) & 1U) != 0;
}
RuleBits both(RuleBits a, const RuleBits& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] &= b[i];
    return a;
}
RuleBits either(RuleBits a, const RuleBits& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] |= b[i];
    return a;
}
bool any(const RuleBits& bits) {
    return std::any_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word != 0; });
}

std::vector<NamePattern> patterns_of(const std::vector<Ruleset>& rulesets) {
    std::vector<NamePattern> out;
    for (const Ruleset& ruleset : rulesets)
        for (const Rule& rule : ruleset.rules)
            out.insert(out.end(), rule.names.begin(), rule.names.end());
    return out;
}

// Sets that decide where no rule does; the first two are the IPv4 space and what is never public.
std::vector<AddressSet> place_sets(const std::vector<Ruleset>& rulesets) {
    std::vector<AddressSet> out = {AddressSet({*parse_address_range("0.0.0.0/0")}), AddressSet::special()};
    for (const Ruleset& ruleset : rulesets) {
        for (const ruleset::Product& product : ruleset.products)
            for (const ruleset::GovernedRole& role : product.governed)
                out.push_back(role.addresses);
        for (const ruleset::Zone& zone : ruleset.zones)
            out.push_back(zone.networks);
    }
    return out;
}

// Cuts the address space wherever a set begins or ends; stretches that the same sets hold are one.
std::map<std::vector<bool>, std::vector<AddressRange>> cut(const std::vector<const AddressSet*>& sets) {
    struct Edge {
        Address at;
        std::size_t set = 0;
        bool begins = false;
    };
    std::vector<Edge> edges;
    const Address end = Address::from_words(~0ULL, ~0ULL);
    for (std::size_t i = 0; i < sets.size(); ++i) {
        for (const AddressRange& range : sets[i]->ranges()) {
            edges.push_back({range.first, i, true});
            if (range.last != end) edges.push_back({range.last.next(), i, false});
        }
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.at < b.at; });
    std::map<std::vector<bool>, std::vector<AddressRange>> out;
    std::vector<bool> held(sets.size(), false);
    Address from;
    for (const Edge& edge : edges) {
        if (edge.at != from) out[held].push_back({from, edge.at.previous()});
        from = edge.at;
        held[edge.set] = edge.begins;
    }
    out[held].push_back({from, end});
    return out;
}

AddressSet united(const std::vector<std::uint32_t>& parts,
                  const std::function<const AddressSet&(std::uint32_t)>& of) {
    std::vector<AddressRange> all;
    for (const std::uint32_t part : parts)
        all.insert(all.end(), of(part).ranges().begin(), of(part).ranges().end());
    return AddressSet(std::move(all));
}

// The first port of each stretch that services of the rules cut.
std::vector<PortRange> stretches(const std::vector<const Rule*>& rules, Protocol protocol) {
    std::set<std::uint32_t> starts = {0, 0x10000};
    for (const Rule* rule : rules) {
        for (const ruleset::Service& service : rule->services) {
            if (service.protocol != protocol) continue;
            starts.insert(service.ports.first);
            starts.insert(service.ports.last + 1U);
        }
    }
    std::vector<PortRange> out;
    for (auto at = starts.begin(); *at <= 0xffff; ++at)
        out.push_back({static_cast<std::uint16_t>(*at), static_cast<std::uint16_t>(*std::next(at) - 1)});
    return out;
}

}  // namespace

Cells::Cells(std::vector<Ruleset> rulesets, const CellScope& scope)
    : rulesets_(std::move(rulesets)), names_(patterns_of(rulesets_)) {
    for (std::size_t i = 0; i < rulesets_.size(); ++i) {
        for (const Rule& rule : rulesets_[i].rules) {
            rules_.push_back(&rule);
            owner_.push_back(i);
        }
    }
    make_name_bits();
    make_blocks();
    rescope(scope);
}

void Cells::rescope(const CellScope& scope) {
    sources_ = split(&Rule::from, scope.from);
    targets_ = split(&Rule::to, scope.to);
}

void Cells::make_name_bits() {
    for (std::size_t id = 0; id < names_.size(); ++id) {
        RuleBits bits = no_bits(rules_.size());
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const auto& patterns = rules_[i]->names;
            if (std::any_of(patterns.begin(), patterns.end(),
                            [&](const NamePattern& pattern) { return names_.matches(pattern, id); }))
                set_bit(bits, i);
        }
        name_bits_.push_back(std::move(bits));
    }
}

std::vector<Cells::Part> Cells::split(AddressSet Rule::*side, const AddressSet& universe) {
    const std::vector<AddressSet> places = place_sets(rulesets_);
    std::vector<const AddressSet*> sets = {&universe};
    for (const AddressSet& place : places)
        sets.push_back(&place);
    for (const Rule* rule : rules_)
        sets.push_back(&(rule->*side));
    const std::size_t first_rule = 1 + places.size();
    std::vector<Part> out;
    for (auto& [held, ranges] : cut(sets)) {
        if (!held[0]) continue;
        const std::vector<bool> place(held.begin() + 1,
                                      held.begin() + static_cast<std::ptrdiff_t>(first_rule));
        Part part{AddressSet(std::move(ranges)), no_bits(rules_.size()),
                  places_.emplace(place, places_.size()).first->second, !held[1], !held[2]};
        for (std::size_t i = 0; i < rules_.size(); ++i)
            if (held[first_rule + i]) set_bit(part.rules, i);
        for (const Ruleset& ruleset : rulesets_)
            for (const ruleset::Zone& zone : ruleset.zones)
                if (zone.networks.contains(part.addresses.ranges().front().first)) part.outside = false;
        out.push_back(std::move(part));
    }
    return out;
}

void Cells::make_blocks() {
    std::map<RuleBits, ServiceSet> by_rules;
    const auto at = [&](const ruleset::Attempt& attempt) -> ServiceSet& {
        RuleBits bits = no_bits(rules_.size());
        for (std::size_t i = 0; i < rules_.size(); ++i)
            if (speaks_of_service(*rules_[i], attempt)) set_bit(bits, i);
        return by_rules[bits];
    };
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp})
        for (const PortRange& ports : stretches(rules_, protocol))
            at({{}, {}, protocol, ports.first, {}, {}}).add({protocol, ports});
    for (const bool v6 : {false, true}) {
        for (unsigned type = 0; type <= 255; ++type) {
            const auto number = static_cast<std::uint8_t>(type);
            at({{}, {}, Protocol::icmp, 0, icmp_name(v6, number), {}}).add_icmp(v6, number);
        }
    }
    at({{}, {}, Protocol::other, 0, {}, {}}).add_other();
    for (auto& [rules, services] : by_rules) {
        Block block{services, rules, {NameClasses::kOther}};
        for (std::size_t id = 1; id < names_.size(); ++id)
            if (any(both(name_bits_[id], rules))) block.names.push_back(id);
        blocks_.push_back(std::move(block));
    }
}

std::vector<Cells::Group> Cells::groups(const std::vector<Part>& parts, const Block& block) const {
    std::map<std::pair<RuleBits, std::size_t>, Group> by_rules;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
        const Part& part = parts[i];
        RuleBits rules = both(part.rules, block.rules);
        Group& group = by_rules[{rules, part.place}];
        group.parts.push_back(i);
        group.rules = std::move(rules);
        group.place = part.place;
        group.v6 = part.v6;
        group.outside = part.outside;
    }
    std::vector<Group> out;
    for (auto& [key, group] : by_rules)
        out.push_back(std::move(group));
    return out;
}

std::size_t Cells::intern(const ruleset::Decision& decision) {
    const auto [at, fresh] =
        decision_ids_.emplace(std::make_pair(decision.key(), decision.action), decisions_.size());
    if (fresh) decisions_.push_back(decision);
    return at->second;
}

const Cells::Decided::mapped_type& Cells::decided(const RuleBits& rules) {
    const auto [at, fresh] = decided_.try_emplace(rules);
    if (!fresh) return at->second;
    std::vector<std::vector<const Rule*>> by_ruleset(rulesets_.size());
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (!has_bit(rules, i)) continue;
        at->second.first.push_back(rules_[i]);
        by_ruleset[owner_[i]].push_back(rules_[i]);
    }
    for (std::size_t i = 0; i < rulesets_.size(); ++i) {
        const std::optional<ruleset::Decision> said = decide_rules(rulesets_[i], by_ruleset[i]);
        at->second.second.push_back(said ? intern(*said) : kUndocumented);
    }
    return at->second;
}

std::size_t Cells::undocumented(std::size_t ruleset, const Group& from, const Group& to) {
    const auto [at, fresh] = undocumented_.try_emplace({ruleset, from.place, to.place}, 0);
    if (fresh)
        at->second = intern(decide_undocumented(rulesets_[ruleset],
                                                sources_[from.parts.front()].addresses.ranges().front().first,
                                                targets_[to.parts.front()].addresses.ranges().front().first));
    return at->second;
}

void Cells::each(const std::function<void(const Cell&)>& visit) {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        const std::vector<Group> sources = groups(sources_, blocks_[i]);
        const std::vector<Group> targets = groups(targets_, blocks_[i]);
        for (const Group& to : targets) {
            if (!blocks_[i].services.speaks_of(to.v6)) continue;
            for (const std::size_t name : blocks_[i].names) {
                const RuleBits reached = either(to.rules, both(name_bits_[name], blocks_[i].rules));
                for (const Group& from : sources) {
                    if (from.v6 != to.v6) continue;
                    const auto& [rules, decisions] = decided(both(from.rules, reached));
                    Cell cell{i, name, &from, &to, &rules, decisions};
                    for (std::size_t j = 0; j < rulesets_.size(); ++j)
                        if (cell.decisions[j] == kUndocumented) cell.decisions[j] = undocumented(j, from, to);
                    visit(cell);
                }
            }
        }
    }
}

AddressSet Cells::sources(const std::vector<std::uint32_t>& parts) const {
    return united(parts, [&](std::uint32_t part) -> const AddressSet& { return sources_[part].addresses; });
}

AddressSet Cells::targets(const std::vector<std::uint32_t>& parts) const {
    return united(parts, [&](std::uint32_t part) -> const AddressSet& { return targets_[part].addresses; });
}

std::size_t Cells::name_class(const ruleset::Attempt& attempt) const {
    if (attempt.names.empty()) return NameClasses::kOther;
    const std::size_t id = names_.of(attempt.names.front());
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        if (blocks_[i].services.contains(attempt)) return names_class(i, id) ? id : NameClasses::kOther;
    return NameClasses::kOther;
}

bool Cells::names_class(std::size_t block, std::size_t name) const {
    const std::vector<std::size_t>& names = blocks_[block].names;
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace portolan::policy
