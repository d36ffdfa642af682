#include "policy/kernel_part.hpp"

#include "policy/ruleset/boxes.hpp"
#include "policy/ruleset/render.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using profiles::Effect;

constexpr std::uint16_t kSshPort = 22;
constexpr std::uint16_t kPagePort = 8443;

bool in_kernel(const Rule& rule) {
    if (!rule.inactive.empty()) return false;
    if (rule.effect == Effect::prohibit) return rule.scope.empty();
    const bool hidden = std::any_of(rule.scope.begin(), rule.scope.end(),
                                    [](const BoundTest& test) { return test.source->must_be_seen; });
    return rule.effect == Effect::allow && !hidden;
}

Result<void> check_named_ports(const ruleset::Rule& rule) {
    if (rule.names.empty()) return {};
    const bool only_icmp = rule.protocols == std::vector<Protocol>{Protocol::icmp} && !rule.any_protocol;
    const bool all_ports = rule.any_port || rule.services.empty();
    std::size_t ports = all_ports && !only_icmp ? ruleset::kMostNamedPorts + 1 : 0;
    for (const ruleset::Service& service : rule.services)
        ports += service.ports.last - service.ports.first + 1U;
    if (ports <= ruleset::kMostNamedPorts) return {};
    return fail(ErrorCode::limit,
                fmt::format("{} documents names with more than {} ports", rule.id, ruleset::kMostNamedPorts),
                {}, "list its ports, or give addresses instead of names");
}

// The kernel knows a decision by the ids alone, so one id may not say both yes and no there.
Result<void> check_one_effect(const Rule& rule, std::map<std::string, Effect>& known) {
    const auto [at, fresh] = known.emplace(rule.requirement->id, rule.effect);
    if (fresh || at->second == rule.effect) return {};
    return fail(
        ErrorCode::bad_input,
        fmt::format("{} both documents and prohibits by addresses and ports alone", rule.requirement->id), {},
        "write two requirements, or give one of the bodies a scope that must be seen");
}

ruleset::Rule kernel_rule(const Rule& rule) {
    ruleset::Rule out;
    out.id = rule.requirement->id;
    out.product = static_cast<std::uint16_t>(rule.product);
    out.prohibits = rule.effect == Effect::prohibit;
    out.from = rule.from.addresses;
    out.to = rule.to.addresses;
    out.names = rule.to.names;
    out.any_protocol = rule.any_protocol;
    out.any_port = rule.any_port;
    out.protocols = rule.protocols;
    for (const RulePorts& ports : rule.ports)
        out.services.push_back({ports.protocol, ports.ports});
    out.icmp = rule.body->icmp;
    return out;
}

ruleset::Rule kernel_rule(const CompiledException& exception) {
    const Exception& source = *exception.source;
    ruleset::Rule out;
    out.id = source.id;
    out.exception = true;
    out.from = exception.from;
    out.to = exception.to;
    out.protocols = {source.protocol};
    if (source.protocol != Protocol::icmp)
        for (const PortRange& ports : source.ports)
            out.services.push_back({source.protocol, ports});
    return out;
}

ruleset::Product kernel_product(const CompiledProduct& product) {
    ruleset::Product out{product.profile->id, product.site->enforce, {}};
    for (const auto& [role, addresses] : product.governed)
        if (!addresses.empty()) out.governed.push_back({role, addresses});
    return out;
}

ruleset::Ungoverned kernel_way(Ungoverned way) {
    switch (way) {
        case Ungoverned::observe:
            return ruleset::Ungoverned::observe;
        case Ungoverned::pass:
            return ruleset::Ungoverned::pass;
        case Ungoverned::drop:
            break;
    }
    return ruleset::Ungoverned::drop;
}

void put_network(const Site& site, ruleset::Ruleset& out) {
    for (const Zone& zone : site.zones)
        out.zones.push_back({zone.id, zone.interface, zone.all_networks(), zone.untrusted, zone.mirror});
    out.ungoverned_default = kernel_way(site.ungoverned_default);
    for (const auto& [pair, way] : site.ungoverned)
        out.ungoverned.push_back({pair.first, pair.second, kernel_way(way)});
    std::vector<Address> resolvers;  // one port each, whatever zones ask it
    for (const DnsWay& way : site.dns) {
        const auto zone = std::find_if(site.zones.begin(), site.zones.end(),
                                       [&](const Zone& each) { return each.id == way.zone; });
        if (way.way != "gate" || zone == site.zones.end()) continue;
        for (const Address& resolver : way.resolvers) {
            auto at = std::find(resolvers.begin(), resolvers.end(), resolver);
            if (at == resolvers.end()) at = resolvers.insert(at, resolver);
            const auto port = static_cast<std::uint16_t>(kFirstGatePort + (at - resolvers.begin()));
            out.gates.push_back({zone->interface, resolver, port});
        }
    }
    for (const Asset& asset : site.assets) {
        std::vector<Address> machine;
        for (const AddressRange& range : asset.addresses)
            if (range.first == range.last) machine.push_back(range.first);
        if (machine.size() > 1 && machine.size() == asset.addresses.size()) out.machines.push_back(machine);
    }
    if (site.management)
        out.management = {
            site.management->interface, AddressSet(site.management->from), {kSshPort, kPagePort}};
}

std::string end_text(const std::vector<std::string>& roles, const AddressSet& addresses) {
    if (!roles.empty()) return fmt::format("{}", fmt::join(roles, " or "));
    return addresses == AddressSet::everything() ? "any" : addresses.text().substr(0, 64);
}

Failure too_large(const Rule& rule, const ruleset::ElementCount& alone, const ruleset::ElementCount& whole) {
    const bool named = !rule.body->names.empty() || !rule.body->addresses.empty();
    const std::string to = end_text(named ? std::vector<std::string>{} : rule.body->to, rule.to.addresses);
    return fail(
        ErrorCode::limit,
        fmt::format("the site would expand to {}; {} ({} -> {}) takes {} of them", ruleset::size_text(whole),
                    rule.requirement->id, end_text(rule.body->from, rule.from.addresses), to, alone.total()),
        {}, "bind these roles to fewer assets, or give neighbouring assets as one range");
}

// Before anything is expanded: first each rule by itself, in time that grows with the assets alone, so that
// the boxes of a hopeless site are not even cut; then all of them together, as they will be.
Result<void> check_size(const std::vector<const Rule*>& rules, const ruleset::Ruleset& kernel) {
    const Rule* largest = nullptr;
    ruleset::ElementCount most;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const ruleset::ElementCount alone = ruleset::count_alone(kernel.rules[i]);
        if (largest != nullptr && alone.total() <= most.total()) continue;
        largest = rules[i];
        most = alone;
    }
    if (largest == nullptr) return {};
    if (ruleset::is_too_large(most)) return too_large(*largest, most, most);
    const ruleset::ElementCount whole = ruleset::count_elements(kernel);
    if (ruleset::is_too_large(whole)) return too_large(*largest, most, whole);
    return {};
}

}  // namespace

Result<ruleset::Ruleset> kernel_part(const Policy& policy, std::optional<Timestamp> at) {
    ruleset::Ruleset out;
    std::vector<const Rule*> sources;
    std::map<std::string, Effect> effects;
    out.policy = policy.id();
    for (const CompiledProduct& product : policy.products())
        out.products.push_back(kernel_product(product));
    for (const Rule& rule : policy.rules()) {
        if (!in_kernel(rule)) continue;
        if (rule.closed_at(at) != nullptr) {
            if (!rule.to.names.empty()) out.awaited.push_back({rule.from.addresses, rule.to.names});
            continue;
        }
        TRY_VOID(check_one_effect(rule, effects));
        ruleset::Rule kernel = kernel_rule(rule);
        TRY_VOID(check_named_ports(kernel));
        out.rules.push_back(std::move(kernel));
        sources.push_back(&rule);
    }
    for (const CompiledException& exception : policy.exceptions())
        if (at && exception.in_force(*at)) out.rules.push_back(kernel_rule(exception));
    put_network(policy.site(), out);
    TRY_VOID(check_size(sources, out));
    return out;
}

}  // namespace portolan::policy
