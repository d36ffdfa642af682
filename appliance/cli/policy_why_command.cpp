// portolan policy why PRODUCT/ID --site SITE: all that one requirement opens or closes, and what comes before
// it.
#include "appliance/cli/command.hpp"
#include "appliance/cli/exact_output.hpp"
#include "policy/why.hpp"
#include "profiles/words.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

struct WhyArguments {
    std::string site;
    std::string id;
    std::string at;
    bool json = false;
};

std::string why_text(const policy::Policy& policy, const policy::Why& why) {
    const profiles::Requirement& requirement = *why.requirement;
    std::string out = fmt::format("{} ({} {}), line {}: \"{}\"   (policy {})\n", requirement.id,
                                  profiles::word_of(requirement.level), profiles::word_of(requirement.kind),
                                  requirement.lines, requirement.quote, policy.short_id());
    for (const std::string& note : why.notes)
        out += fmt::format("  {}\n", note);
    for (const policy::Effect& effect : why.effects)
        out += fmt::format("{:<10} {}\n           {}\n", effect_name(effect.kind),
                           row_text(effect.row, why.cells->names(), policy),
                           decision_text(effect.row.decisions[0], effect.deciding));
    if (why.effects.empty()) out += "  no attempt is decided by it\n";
    return out;
}

std::string why_json(const policy::Policy& policy, const policy::Why& why, Timestamp at) {
    json::array boxes;
    for (const policy::Effect& effect : why.effects) {
        json::object row = row_json(effect.row, why.cells->names(), policy);
        row["effect"] = std::string(effect_name(effect.kind));
        for (auto& [key, value] : decision_json(effect.row.decisions[0], effect.deciding))
            row[key] = std::move(value);
        boxes.push_back(std::move(row));
    }
    json::object out;
    out["schema"] = "portolan-policy-why/1";
    out["policy"] = policy.short_id();
    out["at"] = at.text();
    out["product"] = why.profile->id;
    out["requirement"] = why.requirement->id;
    out["lines"] = why.requirement->lines;
    out["quote"] = why.requirement->quote;
    out["notes"] = json_words(why.notes);
    out["boxes"] = std::move(boxes);
    return json::serialize(out) + "\n";
}

Result<int> say_why(const WhyArguments& arguments) {
    const policy::Policy policy = TRY(load_policy(arguments.site));
    const Timestamp at = TRY(asked_time(arguments.at));
    const policy::Why why = TRY(policy::why(policy, arguments.id, at));
    TRY_VOID(print(arguments.json ? why_json(policy, why, at) : why_text(policy, why)));
    return kFine;
}

}  // namespace

void add_policy_why(CLI::App& policy, Action& chosen) {
    const auto arguments = std::make_shared<WhyArguments>();
    CLI::App* command = policy.add_subcommand(
        "why", "everything that one requirement opens or closes, and what takes precedence over it");
    command->add_option("ID", arguments->id, "PRODUCT/ID, as dca4/DCA4-031")->required();
    command->add_option("--site", arguments->site, "site file")->required();
    command->add_option("--at", arguments->at, kAtHelp);
    command->add_flag("--json", arguments->json, "as JSON (portolan-policy-why/1)");
    command->callback([arguments, &chosen] { chosen = [arguments] { return say_why(*arguments); }; });
}

}  // namespace portolan::cli
