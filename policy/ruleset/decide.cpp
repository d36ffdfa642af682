#include "policy/ruleset/decide.hpp"

#include "appliance/base/number.hpp"
#include "appliance/base/sha256.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::ruleset {
namespace {

// A prohibition of one product does not undo what another documents, unless the site enforces it.
bool beats(const Ruleset& ruleset, const Rule& prohibition, const std::vector<const Rule*>& rules) {
    if (ruleset.products[prohibition.product].enforce) return true;
    return std::all_of(rules.begin(), rules.end(), [&](const Rule* rule) {
        return rule->prohibits || (rule->product == prohibition.product && !rule->exception);
    });
}

bool lists(const std::vector<Protocol>& protocols, Protocol protocol) {
    return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

const std::string& zone_of(const Ruleset& ruleset, const Address& address) {
    static const std::string kUnknown = "unknown";
    for (const bool mirror : {false, true})
        for (const Zone& zone : ruleset.zones)
            if (zone.mirror == mirror && zone.networks.contains(address)) return zone.id;
    for (const Zone& zone : ruleset.zones)
        if (zone.untrusted) return zone.id;
    return kUnknown;
}

}  // namespace

AddressSet Ruleset::enforced() const {
    AddressSet out;
    for (const Product& product : products)
        for (const GovernedRole& role : product.governed)
            if (product.enforce) out = out.united(role.addresses);
    return out;
}

std::string_view action_name(Action action) {
    switch (action) {
        case Action::accept:
            return "accept";
        case Action::would_block:
            return "would-block";
        case Action::drop:
            break;
    }
    return "drop";
}

std::uint32_t mark_of(std::string_view key) {
    const std::string digest = sha256_hex(key);
    std::uint32_t first = 0;
    std::from_chars(digest.data(), digest.data() + 8, first, 16);
    return std::max<std::uint32_t>(first >> 1U, 1);
}

bool speaks_of_service(const Rule& rule, const Attempt& attempt) {
    const bool protocol = rule.any_protocol || lists(rule.protocols, attempt.protocol);
    if (attempt.protocol == Protocol::icmp) {
        const bool type = rule.icmp.empty() || !attempt.icmp ||
                          std::find(rule.icmp.begin(), rule.icmp.end(), *attempt.icmp) != rule.icmp.end();
        return protocol && type;
    }
    if (rule.any_port && protocol) return true;
    if (rule.any_protocol && rule.services.empty()) return true;
    return std::any_of(rule.services.begin(), rule.services.end(), [&](const Service& service) {
        return service.protocol == attempt.protocol && service.ports.contains(attempt.port);
    });
}

std::optional<Decision> decide_rules(const Ruleset& ruleset, const std::vector<const Rule*>& rules) {
    for (const Rule* rule : rules) {
        if (!rule->prohibits || !beats(ruleset, *rule, rules)) continue;
        const Product& product = ruleset.products[rule->product];
        if (product.enforce) return Decision{rule->id, {}, Action::drop};
        return Decision{rule->id, product.id, Action::would_block};
    }
    std::set<std::string> ids;
    for (const Rule* rule : rules)
        if (!rule->prohibits && !rule->exception) ids.insert(rule->id);
    if (ids.empty()) {
        const auto exception =
            std::find_if(rules.begin(), rules.end(), [](const Rule* rule) { return rule->exception; });
        if (exception == rules.end()) return std::nullopt;
        return Decision{(*exception)->id, {}, Action::accept};
    }
    return Decision{fmt::format("{}", fmt::join(ids, ",")), {}, Action::accept};
}

std::map<Governed, AddressSet> governed_sets(const Ruleset& ruleset) {
    std::map<Governed, AddressSet> sets;
    for (const Product& product : ruleset.products) {
        AddressSet taken;  // by an earlier role of this product: the first gives the name, both the same mode
        for (const GovernedRole& role : product.governed) {
            AddressSet fresh = role.addresses.without(taken);
            taken = taken.united(role.addresses);
            std::map<Governed, AddressSet> next;
            for (auto& [known, addresses] : sets) {
                const AddressSet both = addresses.intersected(fresh);
                Governed changed = known;
                if (changed.held_by.empty() && !product.enforce) changed.held_by = product.id;
                if (!both.empty()) next[changed] = next[changed].united(both);
                const AddressSet rest = addresses.without(fresh);
                if (!rest.empty()) next[known] = next[known].united(rest);
                fresh = fresh.without(addresses);
            }
            const Governed own{role.role, product.enforce ? "" : product.id};
            if (!fresh.empty()) next[own] = next[own].united(fresh);
            sets = std::move(next);
        }
    }
    return sets;
}

std::optional<Governed> governed_at(const Ruleset& ruleset, const Address& address) {
    std::optional<Governed> out;
    for (const Product& product : ruleset.products) {
        for (const GovernedRole& role : product.governed) {
            if (!role.addresses.contains(address)) continue;
            if (!out) out = Governed{role.role, {}};
            if (out->held_by.empty() && !product.enforce) out->held_by = product.id;
        }
    }
    return out;
}

Decision default_deny(const std::string& role, bool out, const std::string& held_by) {
    return {fmt::format("default-deny/{}/{}", role, out ? "out" : "in"), held_by,
            held_by.empty() ? Action::drop : Action::would_block};
}

Decision ungoverned(const Ruleset& ruleset, const std::string& from, const std::string& to) {
    Ungoverned way = ruleset.ungoverned_default;
    for (const ZonePair& pair : ruleset.ungoverned)
        if (pair.from == from && pair.to == to) way = pair.way;
    return {fmt::format("ungoverned/{}/{}", from, to),
            {},
            way == Ungoverned::drop ? Action::drop : Action::accept};
}

std::map<std::string, AddressSet> zone_sets(const Ruleset& ruleset) {
    std::map<std::string, AddressSet> out;
    AddressSet rest = AddressSet::everything();
    for (const bool mirror : {false, true}) {
        for (const Zone& zone : ruleset.zones) {
            if (zone.mirror != mirror) continue;
            out[zone.id] = zone.networks.intersected(rest);
            rest = rest.without(zone.networks);
        }
    }
    const auto untrusted = std::find_if(ruleset.zones.begin(), ruleset.zones.end(),
                                        [](const Zone& zone) { return zone.untrusted; });
    AddressSet& outside = out[untrusted == ruleset.zones.end() ? "unknown" : untrusted->id];
    outside = outside.united(rest);
    return out;
}

Decision decide_undocumented(const Ruleset& ruleset, const Address& from, const Address& to) {
    const std::optional<Governed> source = governed_at(ruleset, from);
    const std::optional<Governed> target = governed_at(ruleset, to);
    if (source) {
        const bool held_there = source->held_by.empty() && target;
        return default_deny(source->role, /*out=*/true, held_there ? target->held_by : source->held_by);
    }
    if (target) return default_deny(target->role, /*out=*/false, target->held_by);
    return ungoverned(ruleset, zone_of(ruleset, from), zone_of(ruleset, to));
}

Decision decide(const Ruleset& ruleset, const Attempt& attempt) {
    std::vector<const Rule*> rules;
    for (const Rule& rule : ruleset.rules) {
        const bool ends = rule.from.contains(attempt.from) &&
                          (rule.to.contains(attempt.to) || any_matches(rule.names, attempt.names));
        if (ends && speaks_of_service(rule, attempt)) rules.push_back(&rule);
    }
    if (std::optional<Decision> decision = decide_rules(ruleset, rules)) return *decision;
    return decide_undocumented(ruleset, attempt.from, attempt.to);
}

}  // namespace portolan::ruleset
