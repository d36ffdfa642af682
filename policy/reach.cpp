#include "policy/reach.hpp"

#include "policy/subjects.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

// The sides of us on which an end can stand.
struct Sides {
    std::vector<const Zone*> routed;
    const Zone* mirror = nullptr;
    bool ours = false;      // an address of our own interfaces
    bool unrouted = false;  // outside every network, and no zone has a gateway
};

bool meets(const AddressSet& a, const AddressSet& b) {
    return !a.intersected(b).empty();
}

void add_zone(Sides& sides, const Zone& zone) {
    if (std::find(sides.routed.begin(), sides.routed.end(), &zone) == sides.routed.end())
        sides.routed.push_back(&zone);
}

AddressSet own_addresses(const Site& site) {
    AddressSet out;
    for (const Zone& zone : site.zones)
        if (zone.address) out.add({zone.address->address, zone.address->address});
    if (site.management) out.add({site.management->address.address, site.management->address.address});
    return out;
}

// Beyond every network: the way of the default route.
void add_beyond(const Site& site, Sides& sides) {
    bool found = false;
    for (const Zone& zone : site.zones) {
        if (zone.mirror || !zone.gateway) continue;
        add_zone(sides, zone);
        found = true;
    }
    sides.unrouted |= !found;
}

Sides sides_of(const Site& site, const End& end) {
    Sides out;
    const AddressSet own = own_addresses(site);
    out.ours = meets(end.addresses, own);
    const AddressSet others = end.addresses.without(own);
    AddressSet beyond = others;
    for (const Zone& zone : site.zones) {
        const AddressSet networks = zone.all_networks();
        beyond = beyond.without(networks);
        if (!meets(others, networks)) continue;
        if (zone.mirror)
            out.mirror = &zone;
        else
            add_zone(out, zone);
    }
    // A name's address is known only when it is asked for; it is not expected inside.
    if (!beyond.empty() || !end.names.empty()) add_beyond(site, out);
    return out;
}

std::string why_not_inline(const Sides& from, const Sides& to) {
    if (from.unrouted || to.unrouted) return "no zone has a gateway to what lies beyond the networks";
    if (from.routed.size() == 1 && from.routed == to.routed)
        return fmt::format("both ends in zone {}", from.routed.front()->id);
    return "an end stands in no zone";
}

End part_of(const End& end, const AddressSet& subject) {
    End out{end.addresses.intersected(subject), {}};
    return out;
}

// The rule as far as it speaks of the subject, at whichever end that stands.
std::optional<Reach> rule_reach(const Site& site, const Rule& rule, const Subject& subject,
                                std::string& why) {
    if (subject.any) return reach_between(site, rule.from, rule.to, why);
    const End from = part_of(rule.from, subject.addresses);
    const End to = part_of(rule.to, subject.addresses);
    if (from.empty() && to.empty()) return std::nullopt;
    Reach out = Reach::none;
    if (!from.empty()) out = std::max(out, reach_between(site, from, rule.to, why));
    if (!to.empty()) out = std::max(out, reach_between(site, rule.from, to, why));
    return out;
}

bool says_flows(const Rule& rule) {
    return rule.inactive.empty() && rule.restated == nullptr &&
           (rule.effect == profiles::Effect::allow || rule.effect == profiles::Effect::prohibit);
}

}  // namespace

std::string_view reach_name(Reach reach) {
    switch (reach) {
        case Reach::in_line:
            return "inline";
        case Reach::mirror:
            return "mirror";
        case Reach::none:
            return "none";
    }
    return "none";
}

Reach RequirementReach::best() const {
    Reach out = Reach::none;
    for (const SubjectReach& subject : subjects)
        out = std::max(out, subject.reach);
    return out;
}

std::size_t RequirementReach::count(Reach reach) const {
    return static_cast<std::size_t>(std::count_if(subjects.begin(), subjects.end(),
                                                  [&](const SubjectReach& s) { return s.reach == reach; }));
}

Reach reach_between(const Site& site, const End& from, const End& to, std::string& why) {
    const Sides here = sides_of(site, from);
    const Sides there = sides_of(site, to);
    if (here.ours || there.ours) return Reach::in_line;
    for (const Zone* one : here.routed)
        for (const Zone* other : there.routed)
            if (one != other) return Reach::in_line;
    why = why_not_inline(here, there);
    if (here.mirror == nullptr && there.mirror == nullptr) return Reach::none;
    why += fmt::format("; seen in mirror {}", (here.mirror != nullptr ? here.mirror : there.mirror)->id);
    return Reach::mirror;
}

std::vector<RequirementReach> requirement_reaches(const Policy& policy) {
    std::vector<RequirementReach> out;
    for (const Applicability& each : applicabilities(policy)) {
        RequirementReach row;
        row.requirement = each.requirement;
        row.product = each.product;
        for (const Subject& subject : each.subjects) {
            SubjectReach reach{subject.name, Reach::none};
            bool speaks = false;
            for (const Rule& rule : policy.rules()) {
                if (rule.requirement != each.requirement || rule.product != each.product || !says_flows(rule))
                    continue;
                const std::optional<Reach> found = rule_reach(policy.site(), rule, subject, row.why);
                speaks |= found.has_value();
                reach.reach = std::max(reach.reach, found.value_or(Reach::none));
            }
            if (speaks) row.subjects.push_back(std::move(reach));
        }
        if (row.subjects.empty()) continue;
        if (row.count(Reach::in_line) == row.subjects.size()) row.why.clear();
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace portolan::policy
