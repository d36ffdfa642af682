#include "policy/admit.hpp"

#include "policy/exceptions.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using profiles::Effect;

bool must_be_seen(const Rule& rule) {
    return std::any_of(rule.scope.begin(), rule.scope.end(),
                       [](const BoundTest& test) { return test.source->must_be_seen; });
}

bool in_force(const Rule& rule, Effect effect) {
    return rule.inactive.empty() && rule.effect == effect;
}

// A prohibition of one product does not undo what another documents, unless the site enforces it.
bool beats(const Policy& policy, const Rule& prohibition, const std::vector<const Rule*>& allows) {
    if (policy.products()[prohibition.product].site->enforce) return true;
    return std::all_of(allows.begin(), allows.end(),
                       [&](const Rule* rule) { return rule->product == prohibition.product; });
}

std::string zone_name(const Policy& policy, const Address& address) {
    if (const Zone* zone = policy.site().zone_of(address)) return zone->id;
    for (const Zone& zone : policy.site().zones)
        if (zone.untrusted) return zone.id;  // the way out
    return "unknown";
}

bool is_documented(const Policy& policy, const Attempt& attempt) {
    const auto& rules = policy.rules();
    return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
        return in_force(rule, Effect::allow) && covers(rule, attempt) &&
               rule.closed_at(attempt.at) == nullptr;
    });
}

// A closed list is a default deny under a name: it speaks for its roles, and for the direction they stand in.
void add_closed_lists(const Policy& policy, const Attempt& attempt, Decision& decision) {
    Attempt reverse = attempt;
    std::swap(reverse.from, reverse.to);
    std::swap(reverse.names, reverse.from_names);
    for (const Rule& rule : policy.rules()) {
        if (!in_force(rule, Effect::closed_list) || rule.product != decision.product) continue;
        const bool ends =
            rule.from.holds(attempt.from, attempt.from_names) && rule.to.holds(attempt.to, attempt.names);
        if (!ends || (rule.requirement->reverse_of_documented && !is_documented(policy, reverse))) continue;
        const auto& known = decision.closed_lists;
        if (std::find(known.begin(), known.end(), rule.requirement) == known.end())
            decision.closed_lists.push_back(rule.requirement);
    }
}

Decision default_deny(const Policy& policy, const Attempt& attempt, std::size_t product,
                      const std::string& role, bool out) {
    Decision decision;
    decision.kind = Decision::Kind::default_deny;
    decision.product = product;
    decision.role = role;
    decision.id = fmt::format("default-deny/{}/{}", role, out ? "out" : "in");
    add_closed_lists(policy, attempt, decision);
    return decision;
}

}  // namespace

bool covers_service(const Rule& rule, const Attempt& attempt) {
    if (attempt.protocol == Protocol::icmp) {
        const auto& types = rule.body->icmp;
        const bool listed =
            std::find(rule.protocols.begin(), rule.protocols.end(), Protocol::icmp) != rule.protocols.end();
        const bool type = types.empty() || attempt.icmp.empty() ||
                          std::find(types.begin(), types.end(), attempt.icmp) != types.end();
        return (rule.any_protocol || listed) && type;
    }
    const bool protocol = rule.any_protocol || std::find(rule.protocols.begin(), rule.protocols.end(),
                                                         attempt.protocol) != rule.protocols.end();
    if (rule.any_port && protocol) return true;
    if (rule.any_protocol && rule.ports.empty()) return true;
    return std::any_of(rule.ports.begin(), rule.ports.end(), [&](const RulePorts& ports) {
        return ports.protocol == attempt.protocol && ports.ports.contains(attempt.port);
    });
}

bool covers(const Rule& rule, const Attempt& attempt) {
    return covers_service(rule, attempt) && rule.from.holds(attempt.from, attempt.from_names) &&
           rule.to.holds(attempt.to, attempt.names);
}

bool decides_before(const Rule& a, const Rule& b) {
    if ((a.restated != nullptr) != (b.restated != nullptr)) return b.restated != nullptr;
    if (a.requirement->level != b.requirement->level) return a.requirement->level < b.requirement->level;
    if (a.breadth != b.breadth) return a.breadth < b.breadth;
    const bool a_endpoint = a.requirement->kind == profiles::Kind::endpoint;
    if (a_endpoint != (b.requirement->kind == profiles::Kind::endpoint)) return a_endpoint;
    return &a < &b;  // rules stand in one array, in file order
}

Decision documented(std::vector<const Rule*> rules) {
    std::sort(rules.begin(), rules.end(),
              [](const Rule* a, const Rule* b) { return decides_before(*a, *b); });
    Decision decision;
    decision.kind = Decision::Kind::documented;
    decision.allowed = true;
    std::set<std::string> ids;
    for (const Rule* rule : rules)
        if (ids.insert(rule->requirement->id).second) decision.documenting.push_back(rule);
    decision.deciding = decision.documenting.front();
    decision.product = decision.deciding->product;
    decision.id = fmt::format("{}", fmt::join(ids, ","));
    return decision;
}

Decision undocumented(const Policy& policy, const Attempt& attempt) {
    for (const bool out : {true, false}) {
        for (std::size_t i = 0; i < policy.products().size(); ++i)
            for (const auto& [role, addresses] : policy.products()[i].governed)
                if (addresses.contains(out ? attempt.from : attempt.to))
                    return default_deny(policy, attempt, i, role, out);
    }
    Decision decision;
    decision.allowed = true;
    decision.id =
        fmt::format("ungoverned/{}/{}", zone_name(policy, attempt.from), zone_name(policy, attempt.to));
    return decision;
}

Decision excepted(const CompiledException& exception) {
    Decision decision;
    decision.kind = Decision::Kind::excepted;
    decision.allowed = true;
    decision.id = exception.source->id;
    decision.exception = &exception;
    return decision;
}

namespace {

Decision admit_at(const Policy& policy, const Attempt& attempt) {
    std::vector<const Rule*> allows;
    std::vector<const Rule*> prohibitions;
    for (const Rule& rule : policy.rules()) {
        const bool allow = in_force(rule, Effect::allow);
        if (!(allow || in_force(rule, Effect::prohibit)) || !covers(rule, attempt)) continue;
        if (allow && !must_be_seen(rule) && rule.closed_at(attempt.at) == nullptr) allows.push_back(&rule);
        if (!allow && rule.scope.empty()) prohibitions.push_back(&rule);
    }
    const CompiledException* exception = exception_of(policy, attempt);
    for (const Rule* prohibition : prohibitions) {
        if (!beats(policy, *prohibition, allows)) continue;
        if (exception != nullptr && !policy.products()[prohibition->product].site->enforce) continue;
        Decision decision;
        decision.kind = Decision::Kind::prohibited;
        decision.deciding = prohibition;
        decision.product = prohibition->product;
        decision.id = prohibition->requirement->id;
        return decision;
    }
    if (!allows.empty()) return documented(std::move(allows));
    return exception != nullptr ? excepted(*exception) : undocumented(policy, attempt);
}

}  // namespace

Decision admit(const Policy& policy, const Attempt& attempt) {
    Decision decision = admit_at(policy, attempt);
    if (!attempt.at) return decision;
    if (decision.kind == Decision::Kind::prohibited && policy.products()[decision.product].site->enforce)
        return decision;
    const Validity validity = decision.kind == Decision::Kind::documented
                                  ? hours_of(policy, attempt, *attempt.at)
                                  : validity_of(policy, attempt, *attempt.at);
    decision.valid_from = validity.from;
    decision.valid_until = validity.until;
    return decision;
}

}  // namespace portolan::policy
