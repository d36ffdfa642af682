#include "policy/ruleset/boxes.hpp"

#include "appliance/base/icmp_names.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace portolan::ruleset {
namespace {

using Rules = std::vector<const Rule*>;

struct Part {
    AddressSet addresses;
    Rules rules;  // those whose side holds the addresses, in file order
};

// Splits what the rules' sides cover into parts that the same rules hold.
std::vector<Part> split(const Rules& rules, AddressSet Rule::*side) {
    std::vector<Part> parts;
    for (const Rule* rule : rules) {
        AddressSet fresh = rule->*side;
        std::vector<Part> next;
        for (Part& part : parts) {
            AddressSet both = part.addresses.intersected(rule->*side);
            if (both.empty()) {
                next.push_back(std::move(part));
                continue;
            }
            fresh = fresh.without(both);
            AddressSet rest = part.addresses.without(both);
            if (!rest.empty()) next.push_back({std::move(rest), part.rules});
            part.rules.push_back(rule);
            next.push_back({std::move(both), std::move(part.rules)});
        }
        if (!fresh.empty()) next.push_back({std::move(fresh), {rule}});
        parts = std::move(next);
    }
    return parts;
}

void put(std::vector<Box>& boxes, Box box) {
    for (Box& known : boxes) {
        if (!(known.decision == box.decision) || !(known.from == box.from)) continue;
        known.to = known.to.united(box.to);
        return;
    }
    boxes.push_back(std::move(box));
}

// Speaks of every protocol and port.
bool is_universal(const Rule& rule) {
    return rule.any_protocol && (rule.any_port || rule.services.empty()) && rule.icmp.empty();
}

// True where the rules that speak of this service alone change nothing: the pair's own box says it.
bool says_the_pair(const Ruleset& ruleset, const Rules& rules, const Decision& decision) {
    Rules universal = rules;
    std::erase_if(universal, [](const Rule* rule) { return !is_universal(*rule); });
    const std::optional<Decision> pair = decide_rules(ruleset, universal);
    return pair && *pair == decision;
}

enum class Level { pair, service };

std::vector<Box> boxes_of_rules(const Ruleset& ruleset, const Rules& rules, Level level) {
    std::vector<Box> out;
    for (const Part& target : split(rules, &Rule::to)) {
        std::map<std::pair<std::string, Action>, Box>
            by_decision;  // parts of the source that end alike are one box
        for (const Part& source : split(target.rules, &Rule::from)) {
            const std::optional<Decision> decision = decide_rules(ruleset, source.rules);
            if (!decision) continue;
            if (level == Level::service && says_the_pair(ruleset, source.rules, *decision)) continue;
            Box& box = by_decision[{decision->key(), decision->action}];
            box.decision = *decision;
            box.from = box.from.united(source.addresses);
        }
        for (auto& [key, box] : by_decision) {
            box.to = target.addresses;
            put(out, std::move(box));
        }
    }
    return out;
}

Rules rules_of(const Ruleset& ruleset, const std::function<bool(const Rule&)>& wanted) {
    Rules out;
    for (const Rule& rule : ruleset.rules)
        if (wanted(rule)) out.push_back(&rule);
    return out;
}

// Where what the rules say of a protocol's ports may change: the first port of each stretch.
std::vector<PortRange> stretches(const Ruleset& ruleset, Protocol protocol) {
    std::set<std::uint32_t> starts = {0};
    for (const Rule& rule : ruleset.rules) {
        for (const Service& service : rule.services) {
            if (service.protocol != protocol) continue;
            starts.insert(service.ports.first);
            starts.insert(service.ports.last + 1U);
        }
    }
    std::vector<PortRange> out;
    for (auto at = starts.begin(); at != starts.end() && *at <= 0xffff; ++at) {
        const auto after = std::next(at);
        const std::uint32_t last = after == starts.end() ? 0xffff : *after - 1;
        out.push_back({static_cast<std::uint16_t>(*at), static_cast<std::uint16_t>(last)});
    }
    return out;
}

void add_services(const Ruleset& ruleset, Protocol protocol, Boxes& out) {
    Rules before;
    for (const PortRange& ports : stretches(ruleset, protocol)) {
        const Rules rules = rules_of(ruleset, [&](const Rule& rule) {
            return speaks_of_service(rule, {{}, {}, protocol, ports.first, {}, {}});
        });
        if (!out.services.empty() && rules == before && out.services.back().service.protocol == protocol &&
            out.services.back().service.ports.last + 1U == ports.first) {
            out.services.back().service.ports.last = ports.last;
            continue;
        }
        before = rules;
        std::vector<Box> boxes = boxes_of_rules(ruleset, rules, Level::service);
        if (!boxes.empty()) out.services.push_back({{protocol, ports}, std::move(boxes)});
    }
}

void add_icmp(const Ruleset& ruleset, bool v6, Boxes& out) {
    Rules before;
    for (unsigned type = 0; type <= 255; ++type) {
        const auto number = static_cast<std::uint8_t>(type);
        const Rules rules = rules_of(ruleset, [&](const Rule& rule) {
            return speaks_of_service(rule, {{}, {}, Protocol::icmp, 0, icmp_name(v6, number), {}});
        });
        if (type > 0 && rules == before) {
            if (!out.icmp.empty() && out.icmp.back().v6 == v6 && out.icmp.back().last_type + 1 == number)
                out.icmp.back().last_type = number;
            continue;
        }
        before = rules;
        std::vector<Box> boxes = boxes_of_rules(ruleset, rules, Level::service);
        if (!boxes.empty()) out.icmp.push_back({v6, number, number, std::move(boxes)});
    }
}

// Types that begin something, and so all that conntrack takes for the first packet of a flow.
std::vector<std::uint8_t> first_types(bool v6) {
    if (v6) return {128, 139};
    return {8, 13, 15, 17};
}

bool may_begin(const Rule& rule, const Address& client, const std::vector<std::string>& names) {
    return rule.from.contains(client) && any_matches(rule.names, names);
}

}  // namespace

Boxes boxes_of(const Ruleset& ruleset) {
    Boxes out;
    add_services(ruleset, Protocol::tcp, out);
    add_services(ruleset, Protocol::udp, out);
    add_icmp(ruleset, /*v6=*/false, out);
    add_icmp(ruleset, /*v6=*/true, out);
    out.pairs = boxes_of_rules(ruleset, rules_of(ruleset, is_universal), Level::pair);
    return out;
}

std::vector<LearnedRow> learned_rows(const Ruleset& ruleset, const Address& client, const Address& address,
                                     const std::vector<std::string>& names) {
    const bool v6 = !address.is_v4();
    std::set<std::pair<Protocol, std::uint16_t>> services;
    for (const Rule& rule : ruleset.rules) {
        if (!may_begin(rule, client, names)) continue;
        for (const Service& service : rule.services)
            for (std::uint32_t port = service.ports.first;
                 port <= service.ports.last && services.size() < kMostNamedPorts; ++port)
                services.emplace(service.protocol, static_cast<std::uint16_t>(port));
        for (const std::uint8_t type : first_types(v6))
            if (speaks_of_service(rule, {{}, {}, Protocol::icmp, 0, icmp_name(v6, type), {}}))
                services.emplace(Protocol::icmp, type);
    }
    std::vector<LearnedRow> out;
    for (const auto& [protocol, port] : services) {
        Attempt attempt{client, address, protocol, port, {}, names};
        if (protocol == Protocol::icmp) {
            attempt.port = 0;
            attempt.icmp = icmp_name(v6, static_cast<std::uint8_t>(port));
        }
        out.push_back({protocol, port, decide(ruleset, attempt)});
    }
    return out;
}

bool names_anything(const Ruleset& ruleset, const Address& client, const std::string& name) {
    return std::any_of(ruleset.rules.begin(), ruleset.rules.end(),
                       [&](const Rule& rule) { return may_begin(rule, client, {name}); }) ||
           std::any_of(ruleset.awaited.begin(), ruleset.awaited.end(), [&](const AwaitedNames& each) {
               return each.from.contains(client) && any_matches(each.names, {name});
           });
}

}  // namespace portolan::ruleset
