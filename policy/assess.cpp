#include "policy/assess.hpp"

#include "policy/exceptions.hpp"
#include "policy/fact_test.hpp"
#include "policy/nearest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using evidence::Fact;
using evidence::Facts;
using profiles::Effect;

// Every test must pass. A fact that was not seen keeps an allow (it never deviates) unless it must be seen,
// and never makes a prohibition.
bool scope_holds(const Rule& rule, const Facts& facts) {
    const bool allow = rule.effect == Effect::allow;
    return std::all_of(rule.scope.begin(), rule.scope.end(), [&](const BoundTest& test) {
        const TestOutcome outcome = run_test(test, rule.to.names, facts);
        if (outcome == TestOutcome::not_seen) return allow && !test.source->must_be_seen;
        return outcome == TestOutcome::passes;
    });
}

bool is_name_fact(Fact fact) {
    return fact == Fact::sni || fact == Fact::host || fact == Fact::http;
}

void check_facts(const Rule& rule, const std::vector<profiles::NamePattern>& names, const Facts& facts,
                 std::vector<FactCheck>& out) {
    for (const BoundTest& test : rule.facts) {
        const TestOutcome outcome = run_test(test, names, facts);
        if (outcome == TestOutcome::not_set) continue;
        const std::string* seen = facts.find(test.source->fact);
        out.push_back({test.source->fact, seen == nullptr ? "" : *seen, documented_text(test, names),
                       test.source->point, rule.requirement->id, outcome != TestOutcome::fails});
    }
}

struct Candidate {
    const Rule* rule;
    std::vector<FactCheck> checks;
    [[nodiscard]] const FactCheck* failed() const {
        const auto found =
            std::find_if(checks.begin(), checks.end(), [](const FactCheck& c) { return !c.met; });
        return found == checks.end() ? nullptr : &*found;
    }
    [[nodiscard]] bool foreign_name() const {
        return std::any_of(checks.begin(), checks.end(),
                           [](const FactCheck& c) { return !c.met && is_name_fact(c.fact); });
    }
};

class Assessor {
public:
    Assessor(const Policy& policy, const Attempt& attempt, const Facts& facts)
        : policy_(policy), attempt_(attempt), facts_(facts), exception_(exception_of(policy, attempt)) {}

    FlowAssessment run() {
        collect();
        if (const Rule* prohibition = winning_prohibition()) return prohibited(*prohibition);
        if (candidates_.empty()) return exception_ != nullptr ? tolerated({}) : nothing_documents();
        std::vector<const Rule*> met;
        for (const Candidate& candidate : candidates_)
            if (candidate.failed() == nullptr) met.push_back(candidate.rule);
        if (!met.empty()) return conforming(std::move(met));
        return exception_ != nullptr ? tolerated(not_as_documented()) : not_as_documented();
    }

private:
    void collect() {
        for (const Rule& rule : policy_.rules()) {
            const Effect effect = rule.effect;
            if (!rule.inactive.empty() || (effect != Effect::allow && effect != Effect::prohibit)) continue;
            if (!covers(rule, attempt_) || !scope_holds(rule, facts_)) continue;
            if (rule.closed_at(attempt_.at) != nullptr) continue;
            if (effect == Effect::prohibit) {
                prohibitions_.push_back(&rule);
            } else {
                candidates_.push_back({&rule, {}});
            }
        }
        std::sort(candidates_.begin(), candidates_.end(),
                  [](const Candidate& a, const Candidate& b) { return decides_before(*a.rule, *b.rule); });
        for (Candidate& candidate : candidates_)
            fill_checks(candidate);
    }

    // The requirement's own facts, and those of the restricting controls that apply to it.
    void fill_checks(Candidate& candidate) const {
        const Rule& rule = *candidate.rule;
        check_facts(rule, rule.to.names, facts_, candidate.checks);
        for (const Rule& control : policy_.rules()) {
            if (control.effect != Effect::restrict || !control.inactive.empty() ||
                control.product != rule.product)
                continue;
            // What restates a requirement is under the controls of that requirement too.
            const auto& ids = control.requirement->applies_to;
            const bool own = std::find(ids.begin(), ids.end(), rule.requirement->id) != ids.end();
            const bool restated =
                rule.restated != nullptr && std::find(ids.begin(), ids.end(), rule.restated->id) != ids.end();
            if (!own && !restated) continue;
            if (control.from.holds(attempt_.from, attempt_.from_names))
                check_facts(control, rule.to.names, facts_, candidate.checks);
        }
    }

    const Rule* winning_prohibition() const {
        for (const Rule* prohibition : prohibitions_) {
            const bool same = std::all_of(candidates_.begin(), candidates_.end(), [&](const Candidate& c) {
                return c.rule->product == prohibition->product;
            });
            if ((same && exception_ == nullptr) || policy_.products()[prohibition->product].site->enforce)
                return prohibition;
        }
        return nullptr;
    }

    FlowAssessment prohibited(const Rule& rule) const {
        FlowAssessment out;
        out.verdict = FlowVerdict::prohibited;
        out.decision.kind = Decision::Kind::prohibited;
        out.decision.id = rule.requirement->id;
        out.decision.product = rule.product;
        out.decision.deciding = &rule;
        out.requirement = rule.requirement;
        out.product = rule.product;
        for (const Rule* other : prohibitions_)
            if (other->requirement != rule.requirement && !has(out.also, other->requirement->id))
                out.also.push_back(other->requirement->id);
        out.reason = fmt::format("{} forbids it: \"{}\"", rule.requirement->id, rule.requirement->quote);
        return out;
    }

    FlowAssessment conforming(std::vector<const Rule*> met) const {
        FlowAssessment out;
        out.verdict = FlowVerdict::conforming;
        out.decision = documented(std::move(met));
        out.requirement = out.decision.deciding->requirement;
        out.product = out.decision.product;
        for (const Rule* rule : out.decision.documenting)
            if (rule != out.decision.deciding) out.also.push_back(rule->requirement->id);
        for (const Candidate& candidate : candidates_)
            if (candidate.rule == out.decision.deciding) out.checks = candidate.checks;
        return out;
    }

    // The right tuple with wrong facts. A foreign name is another service on a shared address: undocumented.
    FlowAssessment not_as_documented() const {
        const auto right_name = std::find_if(candidates_.begin(), candidates_.end(),
                                             [](const Candidate& c) { return !c.foreign_name(); });
        const Candidate& candidate = right_name == candidates_.end() ? candidates_.front() : *right_name;
        FlowAssessment out = right_name == candidates_.end() ? undocumented_service() : deviating(candidate);
        out.checks = candidate.checks;
        const FactCheck& failed = *candidate.failed();
        out.reason = fmt::format("{} {} seen; {} documents {}", evidence::fact_name(failed.fact), failed.seen,
                                 failed.requirement, failed.documented);
        return out;
    }

    FlowAssessment deviating(const Candidate& candidate) const {
        FlowAssessment out;
        out.verdict = FlowVerdict::deviating;
        std::vector<const Rule*> rules;
        for (const Candidate& each : candidates_)
            rules.push_back(each.rule);
        out.decision = documented(std::move(rules));
        const CompiledProduct& product = policy_.products()[candidate.rule->product];
        out.requirement = product.profile->requirement(candidate.failed()->requirement);
        out.product = candidate.rule->product;
        for (const FactCheck& check : candidate.checks)
            if (!check.met && check.requirement != out.requirement->id && !has(out.also, check.requirement))
                out.also.push_back(check.requirement);
        return out;
    }

    // An exception in force: as the site wants it, and evidence for no requirement. What it deviates from
    // stays named.
    FlowAssessment tolerated(FlowAssessment deviation) const {
        const Exception& source = *exception_->source;
        FlowAssessment out;
        out.verdict = FlowVerdict::conforming;
        out.decision = excepted(*exception_);
        out.checks = std::move(deviation.checks);
        if (deviation.requirement != nullptr) out.also.push_back(deviation.requirement->id);
        out.reason = fmt::format("exception {} of {} until {}: {}", source.id, source.owner,
                                 source.valid_until.text(), source.reason);
        return out;
    }

    FlowAssessment undocumented_service() const {
        FlowAssessment out;
        out.decision = undocumented(policy_, attempt_);
        out.verdict = out.decision.kind == Decision::Kind::ungoverned ? FlowVerdict::ungoverned
                                                                      : FlowVerdict::undocumented;
        out.product = out.decision.product;
        for (const profiles::Requirement* list : out.decision.closed_lists)
            out.also.push_back(list->id);
        return out;
    }

    FlowAssessment nothing_documents() const {
        FlowAssessment out = undocumented_service();
        if (out.verdict == FlowVerdict::undocumented)
            out.reason = nearest_miss(policy_, attempt_, facts_).text;
        return out;
    }

    static bool has(const std::vector<std::string>& ids, const std::string& id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    }

    const Policy& policy_;
    const Attempt& attempt_;
    const Facts& facts_;
    const CompiledException* exception_;
    std::vector<Candidate> candidates_;
    std::vector<const Rule*> prohibitions_;
};

// What the site knows about the path: same segment or not, and whether an end is on the Internet.
Facts with_path(const Policy& policy, const evidence::Flow& flow) {
    Facts facts = flow.facts;
    const Zone* from = policy.site().zone_of(flow.initiator);
    const bool same = from != nullptr && from == policy.site().zone_of(flow.responder) &&
                      from->own_segment().contains(flow.initiator) &&
                      from->own_segment().contains(flow.responder);
    facts.set(Fact::segment, same ? "same broadcast domain" : "different");
    const bool internet =
        policy.internet().contains(flow.initiator) || policy.internet().contains(flow.responder);
    if (internet) facts.set(Fact::via, "internet");
    return facts;
}

}  // namespace

std::string_view verdict_name(FlowVerdict verdict) {
    switch (verdict) {
        case FlowVerdict::conforming:
            return "conforming";
        case FlowVerdict::deviating:
            return "deviating";
        case FlowVerdict::prohibited:
            return "prohibited";
        case FlowVerdict::undocumented:
            return "undocumented";
        case FlowVerdict::ungoverned:
            break;
    }
    return "ungoverned";
}

FlowAssessment assess(const Policy& policy, const Attempt& attempt, const Facts& facts) {
    return Assessor(policy, attempt, facts).run();
}

Attempt attempt_of(const evidence::Flow& flow) {
    Attempt attempt;
    attempt.from = flow.initiator;
    attempt.to = flow.responder;
    attempt.protocol = flow.protocol;
    attempt.port = flow.responder_port;
    if (const std::string* type = flow.facts.find(Fact::icmp)) attempt.icmp = *type;
    attempt.names = flow.names;
    attempt.at = flow.first;
    return attempt;
}

FlowAssessment assess_flow(const Policy& policy, const evidence::Flow& flow) {
    return assess(policy, attempt_of(flow), with_path(policy, flow));
}

}  // namespace portolan::policy
