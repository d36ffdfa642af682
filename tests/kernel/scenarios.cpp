#include "tests/kernel/scenarios.hpp"

namespace portolan::kernel {
namespace {

Ruleset all_observe(Ruleset ruleset) {
    return with_modes(std::move(ruleset), [](std::size_t) { return false; });
}
Ruleset all_enforce(Ruleset ruleset) {
    return with_modes(std::move(ruleset), [](std::size_t) { return true; });
}
Ruleset even_enforce(Ruleset ruleset) {
    return with_modes(std::move(ruleset), [](std::size_t product) { return product % 2 == 0; });
}
Ruleset odd_enforce(Ruleset ruleset) {
    return with_modes(std::move(ruleset), [](std::size_t product) { return product % 2 == 1; });
}
Ruleset ungoverned_dropped(Ruleset ruleset) {
    ruleset = even_enforce(std::move(ruleset));
    ruleset.ungoverned_default = ruleset::Ungoverned::drop;
    ruleset.ungoverned.push_back({"inside", "outside", ruleset::Ungoverned::pass});
    return ruleset;
}
// Requirements are withdrawn: every seventh rule that allows.
Ruleset fewer_rules(Ruleset ruleset) {
    std::size_t count = 0;
    std::erase_if(ruleset.rules,
                  [&](const ruleset::Rule& rule) { return !rule.prohibits && ++count % 7 == 0; });
    return ruleset;
}

Ruleset fewer_enforced(Ruleset ruleset) {
    return fewer_rules(all_enforce(std::move(ruleset)));
}
Ruleset fewer_observed(Ruleset ruleset) {
    return fewer_rules(all_observe(std::move(ruleset)));
}
// What names document is documented by address too, for half of the addresses that the names resolve to.
Ruleset named_by_address(Ruleset ruleset) {
    ruleset = odd_enforce(std::move(ruleset));
    std::vector<ruleset::Rule> more;
    for (const ruleset::Rule& rule : ruleset.rules) {
        if (rule.names.empty() || rule.prohibits) continue;
        more.push_back(rule);
        more.back().id = "PLAIN-" + rule.id;
        more.back().names.clear();
        more.back().to = AddressSet({*parse_address_range("203.0.113.64-203.0.113.70"),
                                     *parse_address_range("2001:db8:fffe::-2001:db8:fffe::6")});
    }
    ruleset.rules.insert(ruleset.rules.end(), more.begin(), more.end());
    return ruleset;
}

}  // namespace

std::vector<Scenario> scenarios() {
    const std::string sample = "tests/data/sample/site.yaml";
    const std::string lab = "tests/lab/site/site.yaml";
    return {
        {"SampleObserveThenEnforce", sample, {all_observe, all_enforce}},
        {"SampleMixed", sample, {even_enforce, odd_enforce}},
        {"SampleUngovernedDropped", sample, {ungoverned_dropped, all_observe}},
        {"SampleWithdrawn", sample, {all_observe, fewer_observed}},
        {"LabEnforced", lab, {all_enforce, fewer_enforced}},
        {"LabMixed", lab, {odd_enforce, ungoverned_dropped}},
        {"LabNamedByAddress", lab, {named_by_address}},
    };
}

std::vector<Phase> program_of(const Scenario& scenario, const Place& place, std::uint64_t seed) {
    std::vector<Ruleset> rulesets;
    for (const auto& change : scenario.phases)
        rulesets.push_back(change(place.ruleset));
    return ProgramMaker(place, {seed, kTrials, 40}).make(rulesets);
}

}  // namespace portolan::kernel
