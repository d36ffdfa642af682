#include "policy/readiness_needs.hpp"

#include "policy/reach.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

using evidence::ReadinessLine;
using profiles::Level;
using profiles::Match;
using profiles::Parameter;
using profiles::Profile;
using profiles::Requirement;

using Requirements = std::vector<const Requirement*>;

constexpr std::size_t kMostIds = 12;  // in a sentence; `requirements` of the line has them all

const std::string kNoneHere = "the site says that there is none here";

void add_once(Requirements& to, const Requirement* requirement) {
    if (std::find(to.begin(), to.end(), requirement) == to.end()) to.push_back(requirement);
}

std::vector<std::string> ids_of(const Requirements& requirements) {
    std::vector<std::string> out;
    for (const Requirement* each : requirements)
        out.push_back(each->id);
    return out;
}

std::string list_text(std::vector<std::string> ids) {
    const std::size_t more = ids.size() - std::min(ids.size(), kMostIds);
    ids.resize(ids.size() - more);
    return fmt::format("{}{}", fmt::join(ids, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

bool any_of_level(const Requirements& requirements, Level lowest) {
    return std::any_of(requirements.begin(), requirements.end(),
                       [&](const Requirement* each) { return each->level <= lowest; });
}

// Rules of the product that would let something through.
bool lets_through(const Rule& rule, std::size_t product) {
    return rule.product == product && rule.effect == profiles::Effect::allow && rule.restated == nullptr;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_port_parameter(const Match& body, const std::string& name) {
    return std::any_of(body.ports.begin(), body.ports.end(), [&](const profiles::PortSpec& spec) {
        const std::string* parameter = std::get_if<std::string>(&spec);
        return parameter != nullptr && *parameter == name;
    });
}

// In force or not, some of what the rule says stays closed without the parameter.
bool waits_for(const Rule& rule, const std::string& parameter) {
    if (!rule.inactive.empty()) return rule.inactive == fmt::format("parameter {} is unset", parameter);
    const bool scope = std::any_of(rule.scope.begin(), rule.scope.end(), [&](const BoundTest& test) {
        return test.unset && holds(test.source->parameters, parameter);
    });
    return scope || has_port_parameter(*rule.body, parameter);
}

bool names_parameter(const std::vector<profiles::FactTest>& tests, const std::string& name) {
    return std::any_of(tests.begin(), tests.end(),
                       [&](const profiles::FactTest& test) { return holds(test.parameters, name); });
}

bool speaks_of(const Match& body, const std::string& name) {
    const bool when = std::any_of(body.when.begin(), body.when.end(), [&](const profiles::Clause& clause) {
        return clause.values.empty() && clause.name == name;
    });
    const bool range = holds(body.within, name) || holds(body.outside, name) ||
                       holds(body.from_within, name) || holds(body.from_outside, name);
    return when || range || body.during == name || has_port_parameter(body, name) ||
           names_parameter(body.scope, name) || names_parameter(body.facts, name);
}

// False: the document leaves it open, and no requirement could carry it.
bool is_carried(const Profile& profile, const std::string& name) {
    for (const profiles::Role& role : profile.roles)
        if (role.within == name || holds(role.members, name)) return true;
    for (const Requirement& requirement : profile.requirements)
        for (const Match& body : requirement.bodies)
            if (speaks_of(body, name)) return true;
    return false;
}

std::string citation(const Parameter& parameter) {
    if (parameter.quote.empty()) return {};
    return fmt::format("; line {}: \"{}\"", parameter.lines, parameter.quote);
}

std::string placeholder(profiles::ParameterType type) {
    using profiles::ParameterType;
    switch (type) {
        case ParameterType::prefix_list:
            return "[PREFIX]";
        case ParameterType::address_list:
            return "[ADDRESS]";
        case ParameterType::port_list:
            return "[PORT]";
        case ParameterType::transport_port_list:
            return "[tcp/PORT]";
        case ParameterType::name_list:
            return "[NAME]";
        default:
            return "VALUE";
    }
}

std::string setting(const Profile& profile, std::string_view key, const std::string& name,
                    const std::string& value) {
    return fmt::format("products:\n  {}:\n    {}: {{{}: {}}}", profile.id, key, name, value);
}

ReadinessLine parameter_line(const CompiledProduct& product, const Parameter& parameter,
                             const Requirements& waiting) {
    const Profile& profile = *product.profile;
    ReadinessLine line;
    line.kind = "parameter";
    line.what = fmt::format("parameter {} is unset", parameter.id);
    line.requirements = ids_of(waiting);
    line.why = fmt::format("without it stops: {}{}", parameter.stops_without, citation(parameter));
    if (!waiting.empty()) line.why += "; needed by " + list_text(line.requirements);
    const bool carried = is_carried(profile, parameter.id);
    if (product.site->no_parameters.contains(parameter.id)) {
        line.closed_by = kNoneHere;
    } else if (waiting.empty() && carried) {
        line.closed_by = "nothing that is in force waits for it";
    } else if (!waiting.empty() && !any_of_level(waiting, Level::recommended)) {
        line.closed_by = "no required or recommended requirement waits for it";
    }
    line.open = line.closed_by.empty();
    if (line.open)
        line.ways.push_back({"requirement",
                             carried ? "set it; or write [] where there is none here"
                                     : "write a local requirement for it (`portolan site template`) and set "
                                       "it; or write [] where there is none here",
                             setting(profile, "parameters", parameter.id, placeholder(parameter.type))});
    return line;
}

// The ends of the rule that nobody is at.
std::vector<std::string> empty_ends(const Rule& rule) {
    std::vector<std::string> out;
    if (rule.from.empty()) out = rule.body->from;
    const bool listed = !rule.body->names.empty() || !rule.body->addresses.empty();
    if (rule.to.empty() && !listed) out.insert(out.end(), rule.body->to.begin(), rule.body->to.end());
    return out;
}

Requirements waiting_for_role(const Policy& policy, std::size_t product, const std::string& role) {
    Requirements out;
    for (const Rule& rule : policy.rules())
        if (lets_through(rule, product) && rule.inactive.starts_with("role ") &&
            holds(empty_ends(rule), role))
            add_once(out, rule.requirement);
    return out;
}

ReadinessLine role_line(const CompiledProduct& product, const profiles::Role& role,
                        const Requirements& waiting) {
    const bool bound = !product.assets.at(role.id).empty();
    ReadinessLine line;
    line.kind = "role";
    line.what = bound ? fmt::format("role {} is bound, but to nobody inside its ranges", role.id)
                      : fmt::format("role {} is unbound", role.id);
    line.requirements = ids_of(waiting);
    line.why = "needed by " + list_text(line.requirements);
    if (product.site->no_roles.contains(role.id)) {
        line.closed_by = kNoneHere;
    } else if (role.binds != profiles::Binds::assets) {
        line.closed_by = "it stands for others than the customer's machines";
    } else if (!role.governed) {
        line.closed_by = "it is not governed";
    } else if (!any_of_level(waiting, Level::required)) {
        line.closed_by = "no required requirement waits for it";
    }
    line.open = line.closed_by.empty();
    if (line.open)
        line.ways.push_back({"requirement",
                             bound ? "mend the ranges or the binding"
                                   : "bind it to who plays it; or write [] where there is none here",
                             setting(*product.profile, "roles", role.id, "[ASSET]")});
    return line;
}

ReadinessLine reach_line(const CompiledProduct& product, Reach reach, std::string why, Requirements these,
                         std::string closed_by) {
    ReadinessLine line;
    line.kind = "reach";
    line.requirements = ids_of(these);
    line.what = fmt::format("out of reach ({}): {}", reach_name(reach), list_text(line.requirements));
    line.why = std::move(why);
    line.closed_by = std::move(closed_by);
    line.open = line.closed_by.empty();
    if (line.open)
        line.ways.push_back(
            {"accept", "put us between the ends, mend the zones, or say that it is so",
             fmt::format("products:\n  {}:\n    out_of_reach: {{requirements: [{}], reason: WHY}}",
                         product.profile->id, fmt::join(line.requirements, ", "))});
    return line;
}

}  // namespace

std::vector<ReadinessLine> parameter_lines(const Policy& policy, std::size_t index) {
    const CompiledProduct& product = policy.products()[index];
    std::vector<ReadinessLine> out;
    for (const Parameter& parameter : product.profile->parameters) {
        if (product.parameters.contains(parameter.id) || parameter.always) continue;  // nothing stops
        Requirements waiting;
        for (const Rule& rule : policy.rules())
            if (lets_through(rule, index) && waits_for(rule, parameter.id))
                add_once(waiting, rule.requirement);
        out.push_back(parameter_line(product, parameter, waiting));
    }
    return out;
}

std::vector<ReadinessLine> role_lines(const Policy& policy, std::size_t index) {
    const CompiledProduct& product = policy.products()[index];
    std::vector<ReadinessLine> out;
    for (const profiles::Role& role : product.profile->roles) {
        const Requirements waiting = waiting_for_role(policy, index, role.id);
        if (!waiting.empty()) out.push_back(role_line(product, role, waiting));
    }
    return out;
}

std::vector<ReadinessLine> reach_lines(const Policy& policy, std::size_t index) {
    const CompiledProduct& product = policy.products()[index];
    // By reach, why it is not inline, and why it does not matter.
    std::map<std::tuple<Reach, std::string, std::string>, Requirements> groups;
    for (const RequirementReach& row : requirement_reaches(policy)) {
        if (row.product != index || row.best() == Reach::in_line) continue;
        std::string closed_by;
        if (product.site->out_of_reach.contains(row.requirement->id)) {
            closed_by = "the site says so: " + product.site->out_of_reach_reason;
        } else if (row.best() == Reach::mirror) {
            closed_by = "seen, though not enforced";
        } else if (row.requirement->level != Level::required) {
            closed_by = "not required";
        }
        groups[{row.best(), row.why, closed_by}].push_back(row.requirement);
    }
    std::vector<ReadinessLine> out;
    for (auto& [key, requirements] : groups)
        out.push_back(reach_line(product, std::get<0>(key), std::get<1>(key), std::move(requirements),
                                 std::get<2>(key)));
    return out;
}

}  // namespace portolan::policy
