#include "policy/nearest.hpp"

#include "policy/fact_test.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Effect;

struct Miss {
    int distance = 1 << 20;  // smaller is nearer
    const Rule* rule = nullptr;
    std::string difference;
};

void offer(Miss& best, int distance, const Rule& rule, std::string difference) {
    if (distance >= best.distance) return;
    best = {distance, &rule, std::move(difference)};
}

std::string service_text(Protocol protocol, const PortRange& ports) {
    return fmt::format("{}/{}", protocol_name(protocol), ports.text());
}

// Same ends, other service.
void offer_services(Miss& best, const Rule& rule, const Attempt& attempt) {
    for (const RulePorts& ports : rule.ports) {
        const int gap =
            std::min(std::abs(ports.ports.first - attempt.port), std::abs(ports.ports.last - attempt.port));
        const bool same_port = ports.ports.contains(attempt.port);
        const int distance = ports.protocol != attempt.protocol ? (same_port ? 5 : 50'000 + gap) : 10 + gap;
        offer(best, distance, rule,
              fmt::format("between these ends {} is documented", service_text(ports.protocol, ports.ports)));
    }
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

void offer_rule(Miss& best, const Rule& rule, const Attempt& attempt, const Attempt& reverse,
                const evidence::Facts& facts) {
    const bool from = rule.from.holds(attempt.from, attempt.from_names);
    const bool to = rule.to.holds(attempt.to, attempt.names);
    const bool service = covers_service(rule, attempt);
    if (from && to && service && !rule.inactive.empty()) offer(best, rule.breadth, rule, rule.inactive);
    if (from && to && service && rule.inactive.empty()) offer(best, 3, rule, scope_difference(rule, facts));
    if (from && to && rule.inactive.empty()) offer_services(best, rule, attempt);
    if (service && rule.inactive.empty() && covers(rule, reverse))
        offer(best, 4, rule, "documented in the other direction");
    if (from && !to && service && rule.inactive.empty() && rule.breadth < 2)
        offer(best, 200'000, rule, "this service is documented to other destinations only");
}

}  // namespace

NearestMiss nearest_miss(const Policy& policy, const Attempt& attempt, const evidence::Facts& facts) {
    Attempt reverse = attempt;
    std::swap(reverse.from, reverse.to);
    std::swap(reverse.names, reverse.from_names);
    Miss best;
    for (const Rule& rule : policy.rules())
        if (rule.effect == Effect::allow && rule.restated == nullptr)
            offer_rule(best, rule, attempt, reverse, facts);
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
