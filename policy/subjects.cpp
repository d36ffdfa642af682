#include "policy/subjects.hpp"

#include "policy/role_players.hpp"
#include "policy/when_clause.hpp"

#include <algorithm>

namespace portolan::policy {
namespace {

using profiles::Match;
using profiles::Profile;
using profiles::Requirement;

bool governed(const Profile& profile, const std::string& wanted) {
    return std::any_of(profile.roles.begin(), profile.roles.end(), [&](const profiles::Role& role) {
        const bool plays =
            role.id == wanted || std::find(role.is_a.begin(), role.is_a.end(), wanted) != role.is_a.end();
        return plays && role.governed;
    });
}

bool any_governed(const Profile& profile, const std::vector<std::string>& roles) {
    return std::any_of(roles.begin(), roles.end(),
                       [&](const std::string& role) { return governed(profile, role); });
}

// The governed end, the responder where both are; documented names and addresses are never a subject of ours.
const std::vector<std::string>& subject_roles(const Profile& profile, const Match& body) {
    const bool by_name = !body.names.empty() || !body.addresses.empty();
    if (!by_name && any_governed(profile, body.to)) return body.to;
    if (any_governed(profile, body.from)) return body.from;
    return by_name || body.to.empty() ? body.from : body.to;
}

void add_subjects(const CompiledProduct& product, const Match& body, std::vector<Subject>& out) {
    for (const std::string& role : subject_roles(*product.profile, body)) {
        const auto players = product.assets.find(role);
        if (players == product.assets.end()) continue;
        for (const Player& player : players->second) {
            const bool known =
                std::any_of(out.begin(), out.end(), [&](const Subject& s) { return s.name == player.asset; });
            if (!known) out.push_back({player.asset, player.addresses, false});
        }
    }
}

bool prohibits(const Policy& policy, const Requirement& requirement) {
    using profiles::Effect;
    const auto& rules = policy.rules();
    const bool allows = std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
        return rule.requirement == &requirement &&
               (rule.effect == Effect::allow || rule.effect == Effect::restrict);
    });
    return !allows && (requirement.effect == Effect::prohibit || requirement.effect == Effect::closed_list);
}

// In force if one of its rules is; else the reasons of the rules tell.
void put_reasons(const Policy& policy, Applicability& out) {
    bool rules = false;
    for (const Rule& rule : policy.rules()) {
        if (rule.requirement != out.requirement) continue;
        rules = true;
        if (rule.inactive.empty()) {
            out.not_applicable.clear();
            out.parameter_missing.clear();
            return;
        }
        std::string& reason =
            rule.inactive.starts_with("parameter ") ? out.parameter_missing : out.not_applicable;
        if (reason.empty()) reason = rule.inactive;
    }
    if (!rules)
        out.not_applicable = out.requirement->restates() ? "nothing that it restates is documented here"
                                                         : "informational: documents nothing by itself";
    // A switched-off alternative does not hide that another one waits for its parameter.
    if (!out.parameter_missing.empty()) out.not_applicable.clear();
}

// Why a body speaks of nothing here: an option, a parameter, or nobody plays whom it is about.
std::string why_idle(const CompiledProduct& product, const Match& body) {
    if (std::string failed = failed_clause(body.when, product); !failed.empty()) return failed;
    const std::vector<std::string>& roles = subject_roles(*product.profile, body);
    const bool played = std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
        const End& end = product.players.at(role);
        return !end.addresses.empty() || !end.names.empty();
    });
    return roles.empty() || played ? std::string{} : nobody_plays(roles, product);
}

// What no packet decides has no rules: one body that speaks of something is enough.
void put_attested(const CompiledProduct& product, Applicability& out) {
    for (const Match& body : out.requirement->bodies)
        add_subjects(product, body, out.subjects);
    for (const Match& body : out.requirement->bodies) {
        const std::string failed = why_idle(product, body);
        std::string& reason = failed.starts_with("parameter ") ? out.parameter_missing : out.not_applicable;
        if (failed.empty()) {
            out.not_applicable.clear();
            out.parameter_missing.clear();
            return;
        }
        if (reason.empty()) reason = failed;
    }
    if (!out.parameter_missing.empty()) out.not_applicable.clear();
}

void put_decided(const Policy& policy, const CompiledProduct& product, Applicability& out) {
    put_reasons(policy, out);
    out.prohibits = prohibits(policy, *out.requirement);
    for (const Rule& rule : policy.rules())
        if (rule.requirement == out.requirement) add_subjects(product, *rule.body, out.subjects);
}

}  // namespace

std::vector<Applicability> applicabilities(const Policy& policy) {
    std::vector<Applicability> out;
    for (std::size_t i = 0; i < policy.products().size(); ++i) {
        const CompiledProduct& product = policy.products()[i];
        for (const Requirement& requirement : product.profile->requirements) {
            if (requirement.trace_only()) continue;
            Applicability each;
            each.requirement = &requirement;
            each.product = i;
            if (requirement.decides()) {
                put_decided(policy, product, each);
            } else {
                put_attested(product, each);
            }
            if (each.subjects.empty()) each.subjects.push_back({product.profile->id, {}, true});
            out.push_back(std::move(each));
        }
    }
    return out;
}

}  // namespace portolan::policy
