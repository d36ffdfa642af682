#include "policy/clashes.hpp"

#include "policy/ruleset/element_count.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Effect;

bool is_decided_by_a_first_packet(const Rule& rule) {
    if (!rule.inactive.empty()) return false;
    if (rule.effect == Effect::prohibit) return rule.scope.empty();
    return rule.effect == Effect::allow &&
           std::none_of(rule.scope.begin(), rule.scope.end(),
                        [](const BoundTest& test) { return test.source->must_be_seen; });
}

bool speaks_of_everybody(const Policy& policy, const AddressSet& addresses) {
    return policy.internet().without(addresses).empty();
}

// Ports of a protocol that a rule speaks of.
std::vector<PortRange> ports_of(const Rule& rule, Protocol protocol) {
    const bool listed =
        std::find(rule.protocols.begin(), rule.protocols.end(), protocol) != rule.protocols.end();
    if ((rule.any_port && (rule.any_protocol || listed)) || (rule.any_protocol && rule.ports.empty()))
        return {{0, 0xffff}};
    std::vector<PortRange> out;
    for (const RulePorts& ports : rule.ports)
        if (ports.protocol == protocol) out.push_back(ports.ports);
    return out;
}

bool put_port(const Rule& a, const Rule& b, Attempt& witness) {
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        for (const PortRange& one : ports_of(a, protocol)) {
            for (const PortRange& other : ports_of(b, protocol)) {
                // Port 0 is nobody's.
                const std::uint16_t port = std::max<std::uint16_t>({one.first, other.first, 1});
                if (port > one.last || port > other.last) continue;
                witness.protocol = protocol;
                witness.port = port;
                return true;
            }
        }
    }
    return false;
}

bool put_icmp(const Rule& a, const Rule& b, Attempt& witness) {
    witness.protocol = Protocol::icmp;
    witness.port = 0;
    std::vector<std::string> types = a.body->icmp;
    types.insert(types.end(), b.body->icmp.begin(), b.body->icmp.end());
    if (types.empty()) types.emplace_back("echo-request");
    for (const std::string& type : types) {
        witness.icmp = type;
        if (covers_service(a, witness) && covers_service(b, witness)) return true;
    }
    return false;
}

// Of one family, and not from a host to itself, which never comes by.
bool put_ends(const AddressSet& from, const AddressSet& to, Attempt& witness) {
    for (const bool v6 : {false, true}) {
        const std::vector<AddressRange> sources = ruleset::ranges_of(from, v6);
        const std::vector<AddressRange> targets = ruleset::ranges_of(to, v6);
        if (sources.empty() || targets.empty()) continue;
        witness.from = sources.front().first;
        for (const Address& target : {targets.front().first, targets.front().last, targets.back().last}) {
            witness.to = target;
            if (witness.from != target) return true;
        }
        witness.from = sources.back().last;  // one target, which is the first source too
        if (witness.from != witness.to) return true;
    }
    return false;
}

std::optional<Attempt> witness_of(const Rule& allow, const Rule& prohibition) {
    Attempt out;
    const bool service = put_port(allow, prohibition, out) || put_icmp(allow, prohibition, out);
    if (service && put_ends(allow.from.addresses.intersected(prohibition.from.addresses),
                            allow.to.addresses.intersected(prohibition.to.addresses), out))
        return out;
    return std::nullopt;
}

std::string attempt_text(const Attempt& attempt) {
    const std::string service = attempt.protocol == Protocol::icmp
                                    ? "icmp " + attempt.icmp
                                    : fmt::format("{}/{}", protocol_name(attempt.protocol), attempt.port);
    return fmt::format("{} -> {} {}", attempt.from.text(), attempt.to.text(), service);
}

}  // namespace

std::vector<Clash> clashes_of(const Policy& policy) {
    std::vector<const Rule*> prohibitions;
    for (const Rule& rule : policy.rules())
        if (rule.effect == Effect::prohibit && is_decided_by_a_first_packet(rule) &&
            policy.products()[rule.product].site->enforce)
            prohibitions.push_back(&rule);
    std::vector<Clash> out;
    if (prohibitions.empty()) return out;
    for (const Rule& rule : policy.rules()) {
        if (rule.effect != Effect::allow || rule.restated != nullptr || !is_decided_by_a_first_packet(rule) ||
            speaks_of_everybody(policy, rule.from.addresses) ||
            speaks_of_everybody(policy, rule.to.addresses))
            continue;
        for (const Rule* prohibition : prohibitions) {
            if (prohibition->product == rule.product) continue;
            if (std::optional<Attempt> witness = witness_of(rule, *prohibition))
                out.push_back({&rule, prohibition, std::move(*witness)});
        }
    }
    return out;
}

Result<void> check_clashes(const Policy& policy) {
    const std::vector<Clash> clashes = clashes_of(policy);
    if (clashes.empty()) return {};
    const Clash& first = clashes.front();
    const std::string more = clashes.size() == 1 ? "" : fmt::format(" (and {} more)", clashes.size() - 1);
    return fail(ErrorCode::bad_input,
                fmt::format("{} of {} prohibits what {} of {} documents, and {} is enforced: {}{}",
                            first.prohibition->requirement->id,
                            policy.products()[first.prohibition->product].profile->id,
                            first.allow->requirement->id, policy.products()[first.allow->product].profile->id,
                            policy.products()[first.prohibition->product].profile->id,
                            attempt_text(first.witness), more),
                {}, "bind the roles to other assets, change an option, or put the product in observe");
}

}  // namespace portolan::policy
