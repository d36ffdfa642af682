#include "profiles/means.hpp"

#include "profiles/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

template <typename T>
void add_once(std::vector<T>& list, const T& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// The kernel knows addresses, ports and learned names, on the first packet: what depends on a fact that must
// have been seen is not its to decide (policy/kernel_part.cpp draws the same line).
bool in_kernel(const Match& body, Effect effect) {
    if (effect == Effect::closed_list) return true;
    if (effect == Effect::prohibit) return body.scope.empty();
    const bool hidden = std::any_of(body.scope.begin(), body.scope.end(),
                                    [](const FactTest& test) { return test.must_be_seen; });
    return effect == Effect::allow && !hidden;
}

void put_tests(const std::vector<FactTest>& tests, Means& out) {
    for (const FactTest& test : tests) {
        add_once(out.observed_facts, test.fact);
        if (test.point == Point::kernel || test.point == Point::cut)
            add_once(out.enforced_facts, {test.fact, test.point});
    }
}

std::string facts_at(const Means& means, Point point) {
    std::vector<std::string_view> names;
    for (const CheckedFact& each : means.enforced_facts)
        if (each.point == point) names.push_back(fact_name(each.fact));
    return names.empty() ? "" : fmt::format("{}", fmt::join(names, ", "));
}

std::string_view kernel_word(Effect effect) {
    return effect == Effect::closed_list ? "closed list" : word_of(effect);
}

}  // namespace

Means means_of(const Requirement& requirement) {
    Means out;
    out.probes = requirement.probes;
    out.probes_decide = requirement.can_be_decided_by(Decider::probe);
    out.attested = requirement.can_be_decided_by(Decider::attestation);
    out.evidence = requirement.evidence;
    out.validity_months = requirement.validity_months;
    // What documents nothing has no flows of its own. An observation's packets are a rhythm or a size: seen,
    // with no facts to check.
    const bool documents = requirement.level != Level::informational || requirement.restates();
    out.flows = requirement.can_be_decided_by(Decider::packets) && (documents || !requirement.decides());
    if (!documents || !requirement.decides()) return out;
    for (const Match& body : requirement.bodies) {
        const Effect effect = body.effect.value_or(requirement.effect);
        if (in_kernel(body, effect)) add_once(out.kernel, effect);
        put_tests(body.scope, out);
        put_tests(body.facts, out);
    }
    if (!out.flows) out.observed_facts.clear();
    return out;
}

const std::vector<std::string>& not_yet_done() {
    static const std::vector<std::string> words = {
        "checks of rates, MAC addresses and countries in the kernel", "cuts of connections by their facts",
        "probes"};
    return words;
}

std::string enforced_text(const Means& means) {
    std::vector<std::string> parts;
    std::vector<std::string_view> effects;
    for (const Effect effect : means.kernel)
        effects.push_back(kernel_word(effect));
    if (!effects.empty()) parts.push_back(fmt::format("kernel: {}", fmt::join(effects, ", ")));
    const std::string kernel_facts = facts_at(means, Point::kernel);
    if (!kernel_facts.empty()) parts.push_back("kernel checks " + kernel_facts);
    const std::string cut = facts_at(means, Point::cut);
    if (!cut.empty()) parts.push_back("cut: " + cut);
    return parts.empty() ? "not by the network" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string probed_text(const Means& means) {
    if (means.probes.empty()) return "-";
    const std::string kinds = fmt::format("{}", fmt::join(means.probes, ", "));
    return means.probes_decide ? kinds : kinds + " (supports the attestation)";
}

std::string observed_text(const Means& means) {
    if (!means.flows) return "-";
    if (means.observed_facts.empty()) return "flows";
    std::vector<std::string_view> names;
    for (const Fact fact : means.observed_facts)
        names.push_back(fact_name(fact));
    return fmt::format("flows; facts {}", fmt::join(names, ", "));
}

std::string attested_text(const Means& means) {
    if (!means.attested) return "-";
    const std::string what = means.evidence.empty() ? "by a person" : means.evidence;
    return means.validity_months == 0 ? what : fmt::format("{} ({} months)", what, means.validity_months);
}

}  // namespace portolan::profiles
