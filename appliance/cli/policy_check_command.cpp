// portolan policy check --site SITE [--assertions FILE]: requirements that decide nothing, products that
// speak of the same, rules that are too broad, assertions that do not hold.
#include "appliance/cli/command.hpp"
#include "appliance/cli/exact_output.hpp"
#include "policy/assertion_check.hpp"
#include "policy/shadow.hpp"
#include "policy/too_broad.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

struct CheckArguments {
    std::string site;
    std::string assertions;
    std::string at;
    bool json = false;
};

struct Checked {
    Timestamp at;
    policy::Shadows shadows;
    std::vector<policy::Broad> broad;
    std::vector<policy::Assertion> assertions;
    policy::AssertionCheck check;
};

// One line for all that the same others make needless.
std::string shadows_text(const std::vector<policy::Shadow>& shadows) {
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const policy::Shadow& shadow : shadows) {
        std::string reason =
            shadow.kind == policy::Shadow::Kind::shadowed ? "always decided by " : "covered by ";
        reason += some_words(shadow.by);
        if (shadow.restates) reason += "; restates others";
        if (!shadow.facts.empty()) reason += "; alone checks " + some_words(shadow.facts);
        by_reason[fmt::format("{:<10} {{}}: {}", shadow_name(shadow.kind), reason)].push_back(
            shadow.requirement);
    }
    std::string out;
    for (const auto& [reason, ids] : by_reason) {
        const std::size_t at = reason.find("{}");
        out += reason.substr(0, at) + fmt::format("{}", fmt::join(ids, ", ")) + reason.substr(at + 2) + "\n";
    }
    return out;
}

std::string broken_text(const policy::Broken& broken, const Checked& checked, const policy::Policy& policy) {
    std::string out =
        fmt::format("{}: assertion '{}' does not hold", broken.assertion->where, broken.assertion->name);
    if (broken.boxes.empty()) return out + fmt::format(": {}\n", broken.reason);
    out += fmt::format(": {} {}\n", broken.boxes.front().witnesses.front().text(), broken.reason);
    for (std::size_t i = 0; i < broken.boxes.size(); ++i)
        out += fmt::format("    {}\n        {}\n",
                           row_text(broken.boxes[i], checked.check.cells->names(), policy),
                           decision_text(broken.boxes[i].decisions[0], broken.by[i]));
    return out;
}

std::string check_text(const Checked& checked, const policy::Policy& policy) {
    std::string out = shadows_text(checked.shadows.shadows);
    for (const policy::Overlap& overlap : checked.shadows.overlaps)
        out += fmt::format("{:<10} {} {} and {} {}: {}\n", overlap.clash ? "clash" : "overlap",
                           overlap.product_a, some_words(overlap.ids_a), overlap.product_b,
                           some_words(overlap.ids_b), overlap.row.witnesses.front().text());
    for (const policy::Broad& broad : checked.broad)
        out += fmt::format("{:<10} {}: {}\n", "broad", broad.requirement, broad.reason);
    for (const policy::Broken& broken : checked.check.broken)
        out += broken_text(broken, checked, policy);
    return out + fmt::format(
                     "policy {}: {} shadowed or redundant, {} overlaps, {} broad; {} of {} assertions hold\n",
                     policy.short_id(), checked.shadows.shadows.size(), checked.shadows.overlaps.size(),
                     checked.broad.size(), checked.assertions.size() - checked.check.broken.size(),
                     checked.assertions.size());
}

json::object broken_json(const policy::Broken& broken, const Checked& checked, const policy::Policy& policy) {
    json::array boxes;
    for (std::size_t i = 0; i < broken.boxes.size(); ++i) {
        json::object row = row_json(broken.boxes[i], checked.check.cells->names(), policy);
        for (auto& [key, value] : decision_json(broken.boxes[i].decisions[0], broken.by[i]))
            row[key] = std::move(value);
        boxes.push_back(std::move(row));
    }
    json::object out;
    out["name"] = broken.assertion->name;
    out["where"] = broken.assertion->where;
    out["reason"] = broken.reason;
    out["boxes"] = std::move(boxes);
    return out;
}

json::object shadow_json(const policy::Shadow& shadow) {
    json::object out;
    out["kind"] = std::string(shadow_name(shadow.kind));
    out["product"] = shadow.product;
    out["requirement"] = shadow.requirement;
    out["by"] = json_words(shadow.by);
    out["facts"] = json_words(shadow.facts);
    out["restates"] = shadow.restates;
    return out;
}

json::object overlap_json(const policy::Overlap& overlap, const policy::Policy& policy,
                          const policy::NameClasses& names) {
    json::object out;
    out["kind"] = overlap.clash ? "clash" : "overlap";
    out["products"] = json_words({overlap.product_a, overlap.product_b});
    out["requirements"] = json::array{json_words(overlap.ids_a), json_words(overlap.ids_b)};
    out["box"] = row_json(overlap.row, names, policy);
    return out;
}

std::string check_json(const Checked& checked, const policy::Policy& policy) {
    json::object out;
    out["schema"] = "portolan-policy-check/1";
    out["policy"] = policy.short_id();
    out["at"] = checked.at.text();
    json::array& shadows = out["shadows"].emplace_array();
    for (const policy::Shadow& shadow : checked.shadows.shadows)
        shadows.push_back(shadow_json(shadow));
    json::array& overlaps = out["overlaps"].emplace_array();
    for (const policy::Overlap& overlap : checked.shadows.overlaps)
        overlaps.push_back(overlap_json(overlap, policy, checked.check.cells->names()));
    json::array& broad = out["broad"].emplace_array();
    for (const policy::Broad& each : checked.broad)
        broad.push_back(json::object{
            {"product", each.product}, {"requirement", each.requirement}, {"reason", each.reason}});
    out["assertions"] = checked.assertions.size();
    json::array& broken = out["broken"].emplace_array();
    for (const policy::Broken& each : checked.check.broken)
        broken.push_back(broken_json(each, checked, policy));
    return json::serialize(out) + "\n";
}

Result<int> check_policy(const CheckArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    Checked checked;
    checked.assertions = arguments.assertions.empty() ? policy.site().assertions
                                                      : TRY(policy::load_assertions(arguments.assertions));
    checked.at = TRY(asked_time(arguments.at));
    checked.check = TRY(policy::check_assertions(policy, checked.assertions, checked.at));
    checked.shadows = TRY(policy::shadows(policy, checked.at));
    checked.broad = policy::too_broad(policy);
    TRY_VOID(print(arguments.json ? check_json(checked, policy) : check_text(checked, policy)));
    return checked.check.broken.empty() ? kFine : kFindings;
}

}  // namespace

void add_policy_check(CLI::App& policy, Action& chosen) {
    const auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = policy.add_subcommand(
        "check",
        "requirements that decide nothing, overlaps, broad rules; exit 1 where an assertion does not hold");
    command->add_option("--site", arguments->site, "site file")->required();
    command->add_option("--assertions", arguments->assertions,
                        "file of assertions, instead of the site's own");
    command->add_option("--at", arguments->at, kAtHelp);
    command->add_flag("--json", arguments->json, "as JSON (portolan-policy-check/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return check_policy(*arguments); }; });
}

}  // namespace portolan::cli
