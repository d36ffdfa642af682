#include "profiles/profile_check.hpp"

#include "profiles/profile_notices.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

template <typename T>
std::vector<std::string> ids_of(const std::vector<T>& items) {
    std::vector<std::string> out;
    for (const T& item : items)
        out.push_back(item.id);
    return out;
}

Failure unknown(const YamlValue& file, std::string_view what, const std::string& id, const std::string& where,
                const std::vector<std::string>& known) {
    const std::string near = nearest_word(id, known);
    return fail(
        ErrorCode::bad_input, fmt::format("no {} '{}' in this profile", what, id.substr(0, 64)),
        file.place_of(id, where),
        near.empty() ? fmt::format("define it under '{}s'", what) : fmt::format("did you mean '{}'?", near));
}

class Checker {
public:
    Checker(const Profile& profile, const YamlValue& file) : profile_(profile), file_(file) {}

    Result<void> roles(const std::vector<std::string>& ids, const std::string& where) const {
        for (const std::string& id : ids)
            if (id != kInternetRole && profile_.role(id) == nullptr)
                return unknown(file_, "role", id, where, ids_of(profile_.roles));
        return {};
    }
    Result<void> parameters(const std::vector<std::string>& ids, const std::string& where) const {
        for (const std::string& id : ids)
            if (profile_.parameter(id) == nullptr)
                return unknown(file_, "parameter", id, where, ids_of(profile_.parameters));
        return {};
    }
    Result<void> clause(const Clause& clause, const std::string& where) const {
        if (clause.values.empty()) return parameters({clause.name}, where);
        const Option* option = profile_.option(clause.name);
        if (option == nullptr) return unknown(file_, "option", clause.name, where, ids_of(profile_.options));
        for (const std::string& value : clause.values)
            if (std::find(option->values.begin(), option->values.end(), value) == option->values.end())
                return fail(ErrorCode::bad_input,
                            fmt::format("option '{}' has no value '{}'", clause.name, value.substr(0, 64)),
                            file_.place_of(value, where),
                            fmt::format("its values are {}", fmt::join(option->values, ", ")));
        return {};
    }
    Result<void> match(const Match& match, const std::string& where) const {
        for (const Clause& each : match.when)
            TRY_VOID(clause(each, where));
        for (const auto* list : {&match.from, &match.to, &match.to_not})
            TRY_VOID(roles(*list, where));
        for (const auto* list : {&match.from_within, &match.from_outside, &match.within, &match.outside})
            TRY_VOID(parameters(*list, where));
        if (!match.during.empty()) TRY_VOID(window(match.during, where));
        for (const PortSpec& port : match.ports)
            if (const std::string* name = std::get_if<std::string>(&port))
                TRY_VOID(parameters({*name}, where));
        for (const auto* tests : {&match.scope, &match.facts})
            for (const FactTest& test : *tests)
                TRY_VOID(parameters(test.parameters, where));
        return {};
    }

private:
    Result<void> window(const std::string& id, const std::string& where) const {
        TRY_VOID(parameters({id}, where));
        if (profile_.parameter(id)->type == ParameterType::window) return {};
        return fail(ErrorCode::bad_input, fmt::format("parameter '{}' is no window", id),
                    file_.place_of("during", where), "name a parameter of type: window");
    }

    const Profile& profile_;
    const YamlValue& file_;
};

// Only what lets through can be bound to hours: a prohibition that sleeps at night would be none.
Result<void> check_hours(const Requirement& requirement, const YamlValue& file) {
    for (const Match& body : requirement.bodies)
        if (!body.during.empty() && body.effect.value_or(requirement.effect) != Effect::allow)
            return fail(
                ErrorCode::bad_input, fmt::format("{} allows nothing that could have hours", requirement.id),
                file.place_of("during", requirement.where), "remove 'during', or write effect: allow");
    return {};
}

// A body that decides must say what it speaks of; an empty one would speak of everything.
Result<void> check_shape(const Requirement& requirement) {
    const bool closed = requirement.effect == Effect::closed_list || requirement.effect == Effect::restrict;
    if (!requirement.decides() || closed || requirement.restates()) return {};
    for (const Match& body : requirement.bodies) {
        if (body.protocols.empty() && !body.any_protocol)
            return fail(ErrorCode::bad_input, fmt::format("{} names no protocol", requirement.id),
                        requirement.where, "add protocol: tcp, udp, icmp or any");
        const bool has_ports = std::any_of(body.protocols.begin(), body.protocols.end(), [](Protocol p) {
            return p == Protocol::tcp || p == Protocol::udp;
        });
        if (has_ports && body.ports.empty() && !body.any_port)
            return fail(ErrorCode::bad_input, fmt::format("{} names no port", requirement.id),
                        requirement.where, "add ports: [443], a $parameter, or any");
    }
    return {};
}

Result<void> check_requirement(const Profile& profile, const Checker& checker, const YamlValue& file,
                               const Requirement& requirement) {
    if (!requirement.id.starts_with(profile.prefix + "-"))
        return fail(ErrorCode::bad_input,
                    fmt::format("id '{}' does not start with '{}-'", requirement.id, profile.prefix),
                    file.place_of(requirement.id, requirement.where),
                    fmt::format("write {}-001 for example, or mend 'prefix'", profile.prefix));
    for (const Match& body : requirement.bodies)
        TRY_VOID(checker.match(body, requirement.where));
    TRY_VOID(check_hours(requirement, file));
    for (const Ambiguity& ambiguity : requirement.ambiguities)
        for (const Clause& clause : ambiguity.other)
            TRY_VOID(checker.clause(clause, requirement.where));
    for (const std::string& id : requirement.applies_to)
        if (profile.requirement(id) == nullptr)
            return unknown(file, "requirement", id, requirement.where, ids_of(profile.requirements));
    if (requirement.effect == Effect::restrict && requirement.applies_to.empty())
        return fail(ErrorCode::bad_input, fmt::format("{} restricts nothing", requirement.id),
                    requirement.where, "add applies_to: [ids]");
    if (requirement.lines == kObserved && requirement.level != Level::informational)
        return fail(ErrorCode::bad_input,
                    fmt::format("{} was observed, not documented, and can't be more than informational",
                                requirement.id),
                    requirement.where, "write the document's line and sentence, or level: informational");
    return check_shape(requirement);
}

template <typename T>
Result<void> check_unique(const std::vector<T>& items, std::string_view what) {
    std::set<std::string_view> seen;
    for (const T& item : items)
        if (!seen.insert(item.id).second)
            return fail(ErrorCode::bad_input, fmt::format("{} '{}' stands twice", what, item.id), item.where,
                        "keep one of them");
    return {};
}

// is_a is transitive; a circle is an error.
Result<void> close_roles(Profile& profile, const YamlValue& file) {
    for (Role& role : profile.roles) {
        for (std::size_t i = 0; i < role.is_a.size(); ++i) {
            const Role* broader = profile.role(role.is_a[i]);
            if (broader == nullptr)
                return unknown(file, "role", role.is_a[i], role.where, ids_of(profile.roles));
            if (broader == &role)
                return fail(ErrorCode::bad_input, fmt::format("role '{}' is itself through is_a", role.id),
                            role.where, fmt::format("remove one is_a among {}", fmt::join(role.is_a, ", ")));
            for (const std::string& more : broader->is_a)
                if (std::find(role.is_a.begin(), role.is_a.end(), more) == role.is_a.end())
                    role.is_a.push_back(more);
        }
    }
    return {};
}

}  // namespace

Result<void> check_profile(Profile& profile, const YamlValue& file) {
    TRY_VOID(check_unique(profile.roles, "role"));
    TRY_VOID(check_unique(profile.requirements, "requirement"));
    TRY_VOID(close_roles(profile, file));
    const Checker checker(profile, file);
    for (const Role& role : profile.roles) {
        TRY_VOID(checker.parameters(role.members, role.where));
        if (!role.within.empty()) TRY_VOID(checker.parameters({role.within}, role.where));
        if (role.binds == Binds::range && role.members.empty())
            return fail(ErrorCode::bad_input, fmt::format("role '{}' binds a range but names none", role.id),
                        role.where, "add members: [parameter]");
    }
    for (const Requirement& requirement : profile.requirements)
        TRY_VOID(check_requirement(profile, checker, file, requirement));
    return {};
}

}  // namespace portolan::profiles
