#include "policy/nearest.hpp"

#include "policy/fact_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using profiles::Effect;

struct Miss {
    int distance = 1 << 20;  // smaller is nearer
    const Rule* rule = nullptr;
    std::string difference;
};

// `difference` makes the text, which is made for the nearest alone: a scan has many flows, and each is held
// against every rule.
template <typename Text>
void offer(Miss& best, int distance, const Rule& rule, const Text& difference) {
    if (distance >= best.distance) return;
    best = {distance, &rule, difference()};
}

std::string asked_text(const Attempt& attempt) {
    if (attempt.protocol == Protocol::tcp || attempt.protocol == Protocol::udp)
        return fmt::format("{}/{}", protocol_name(attempt.protocol), attempt.port);
    if (attempt.protocol != Protocol::icmp) return "another protocol";
    return attempt.icmp.empty() ? "icmp" : "icmp " + attempt.icmp;
}

// Same ends, other service.
void offer_services(Miss& best, const Rule& rule, const Attempt& attempt) {
    const auto said = [&](const std::string& service) {
        return fmt::format("{} between these ends is documented; you asked {}", service, asked_text(attempt));
    };
    for (const RulePorts& ports : rule.ports) {
        const int gap =
            std::min(std::abs(ports.ports.first - attempt.port), std::abs(ports.ports.last - attempt.port));
        const bool same_port = ports.ports.contains(attempt.port);
        const int distance = ports.protocol != attempt.protocol ? (same_port ? 5 : 50'000 + gap) : 10 + gap;
        offer(best, distance, rule,
              [&] { return said(fmt::format("{}/{}", protocol_name(ports.protocol), ports.ports.text())); });
    }
    const auto& listed = rule.protocols;
    if (std::find(listed.begin(), listed.end(), Protocol::icmp) != listed.end())
        offer(best, attempt.protocol == Protocol::icmp ? 10 : 60'000, rule,
              [&] { return said(fmt::format("icmp {}", fmt::join(rule.body->icmp, ", "))); });
}

std::string scope_difference(const Rule& rule, const evidence::Facts& facts) {
    for (const BoundTest& test : rule.scope) {
        const TestOutcome outcome = run_test(test, rule.to.names, facts);
        const std::string name(evidence::fact_name(test.source->fact));
        if (outcome == TestOutcome::fails)
            return fmt::format("{} {} is documented, {} was seen", name, documented_text(test, rule.to.names),
                               *facts.find(test.source->fact));
        if (outcome == TestOutcome::not_seen && test.source->must_be_seen)
            return fmt::format("documented only with {} {}", name, documented_text(test, rule.to.names));
    }
    return {};
}

// Who the site or the documents bind to the roles, inside the ranges or not.
bool is_bound(const Policy& policy, const Rule& rule, const std::vector<std::string>& roles,
              const Address& address, const std::vector<std::string>& names) {
    const auto& bound = policy.products()[rule.product].bound;
    return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
        const auto end = bound.find(role);
        return end != bound.end() && end->second.holds(address, names);
    });
}

bool may_be_of_unset_ports(const Rule& rule, const Attempt& attempt) {
    return rule.ports.empty() && !rule.any_port && !rule.body->ports.empty() &&
           (rule.any_protocol || std::find(rule.protocols.begin(), rule.protocols.end(), attempt.protocol) !=
                                     rule.protocols.end());
}

// What an option, an unset parameter or an unbound role keeps out of force. The last two leave an end or the
// ports of the rule empty, so that it cannot hold the attempt.
void offer_inactive(Miss& best, const Policy& policy, const Rule& rule, const Attempt& attempt) {
    const bool from = rule.from.holds(attempt.from, attempt.from_names);
    const bool to = rule.to.holds(attempt.to, attempt.names);
    const bool service = covers_service(rule, attempt);
    if (from && to && service) return offer(best, rule.breadth, rule, [&] { return rule.inactive; });
    if (rule.inactive.starts_with("role ")) {
        const bool fits = (from || rule.from.empty()) && (to || rule.to.empty()) && service;
        if (fits && (from || to))
            offer(best, 8, rule, [&] {
                return fmt::format("{}: bind it if {} is one", rule.inactive,
                                   (from ? attempt.to : attempt.from).text());
            });
    } else if (rule.inactive.starts_with("parameter ")) {
        const bool fits =
            (from || is_bound(policy, rule, rule.body->from, attempt.from, attempt.from_names)) &&
            (to || is_bound(policy, rule, rule.body->to, attempt.to, attempt.names)) &&
            (service || may_be_of_unset_ports(rule, attempt));
        if (fits) offer(best, service ? 6 : 7, rule, [&] { return rule.inactive; });
    }
}

std::size_t labels_in_common(std::string_view a, std::string_view b) {
    std::size_t labels = 0;
    while (!a.empty() && !b.empty()) {
        const std::size_t at = a.rfind('.');
        const std::size_t bt = b.rfind('.');
        const std::string_view last_a = a.substr(at == std::string_view::npos ? 0 : at + 1);
        const std::string_view last_b = b.substr(bt == std::string_view::npos ? 0 : bt + 1);
        if (last_a != last_b) break;
        ++labels;
        a = at == std::string_view::npos ? "" : a.substr(0, at);
        b = bt == std::string_view::npos ? "" : b.substr(0, bt);
    }
    return labels;
}

// The same service to or from somebody else: nearest is a name of the same domain, then listed hosts, then
// those that play a role.
void offer_hosts(Miss& best, const Rule& rule, const Attempt& attempt, bool from, bool to) {
    const std::string asked_name = attempt.names.empty() ? std::string() : attempt.names.front();
    const auto not_to = [&](const std::string& documented) {
        return fmt::format("this service is documented to {}, not to {}", documented,
                           asked_name.empty() ? attempt.to.text() : asked_name);
    };
    if (from && !rule.to.names.empty()) {
        for (const profiles::NamePattern& pattern : rule.to.names) {
            const auto common = static_cast<int>(labels_in_common(asked_name, pattern.name));
            const int distance = common < 2 ? 200'000 : 150'000 - 1000 * common;
            offer(best, distance, rule, [&] { return not_to(pattern.text()); });
        }
    } else if (from && !rule.body->addresses.empty()) {
        offer(best, 200'001, rule, [&] { return not_to(rule.to.addresses.text().substr(0, 80)); });
    } else if (from && !rule.body->to.empty()) {
        offer(best, 300'000, rule, [&] {
            return fmt::format("this service is documented to {}; {} is none",
                               fmt::join(rule.body->to, " or "), attempt.to.text());
        });
    } else if (to && !rule.body->from.empty()) {
        offer(best, 300'001, rule, [&] {
            return fmt::format("this service is documented from {}; {} is none",
                               fmt::join(rule.body->from, " or "), attempt.from.text());
        });
    }
}

void offer_rule(Miss& best, const Policy& policy, const Rule& rule, const Attempt& attempt,
                const Attempt& reverse, const evidence::Facts& facts) {
    if (!rule.inactive.empty()) return offer_inactive(best, policy, rule, attempt);
    const bool from = rule.from.holds(attempt.from, attempt.from_names);
    const bool to = rule.to.holds(attempt.to, attempt.names);
    const bool service = covers_service(rule, attempt);
    if (from && to && service) {
        if (const TimeWindow* closed = rule.closed_at(attempt.at))
            return offer(best, -1, rule,
                         [&] { return fmt::format("documented, but only {}", closed->text()); });
        const std::string difference = scope_difference(rule, facts);
        offer(best, 3, rule, [&] {
            return difference.empty() ? "its first packet is documented, what was seen after it is not"
                                      : difference;
        });
    } else if (from && to) {
        offer_services(best, rule, attempt);
    } else if (service && covers(rule, reverse)) {
        offer(best, 4, rule, [] { return std::string("documented in the other direction"); });
    } else if (service && from != to) {
        offer_hosts(best, rule, attempt, from, to);
    }
}

}  // namespace

NearestMiss nearest_miss(const Policy& policy, const Attempt& attempt, const evidence::Facts& facts) {
    Attempt reverse = attempt;
    std::swap(reverse.from, reverse.to);
    std::swap(reverse.names, reverse.from_names);
    Miss best;
    for (const Rule& rule : policy.rules())
        if (rule.effect == Effect::allow && rule.restated == nullptr)
            offer_rule(best, policy, rule, attempt, reverse, facts);
    NearestMiss out;
    if (best.rule == nullptr) {
        out.text = "no requirement speaks of these ends";
        return out;
    }
    out.requirement = best.rule->requirement;
    out.difference = best.difference;
    out.text = fmt::format("nearest is {}: {}", out.requirement->id, out.difference);
    return out;
}

}  // namespace portolan::policy
