#include "webui/route.hpp"

#include "webui/rows_json.hpp"

#include <array>

namespace portolan::webui {
namespace {

using Kind = ParameterKind;
using Words = std::string_view;

constexpr std::array<Words, 7> kRequirementVerdicts = {"violated", "failing",  "unknown",       "unseen",
                                                       "attested", "verified", "not-applicable"};
constexpr std::array<Words, 8> kLevels = {"required",    "recommended",          "optional-default-on",
                                          "conditional", "optional-default-off", "legacy",
                                          "discouraged", "informational"};
constexpr std::array<Words, 4> kRequirementKinds = {"flow", "endpoint", "control", "observation"};
constexpr std::array<Words, 3> kSorts = {"id", "worst", "last_seen"};
constexpr std::array<Words, 5> kFlowVerdicts = {"conforming", "deviating", "prohibited", "undocumented",
                                                "ungoverned"};
constexpr std::array<Words, 5> kActions = {"allowed", "blocked", "cut", "would-block", "seen"};
constexpr std::array<Words, 2> kFlowSorts = {"last_seen", "first_told"};
constexpr std::array<Words, 2> kFindingSorts = {"updated", "opened"};
constexpr std::array<Words, 2> kStates = {"open", "closed"};

constexpr std::array kRequirementParameters = {ParameterRule{"product", Kind::names, {}},
                                               ParameterRule{"verdict", Kind::words, kRequirementVerdicts},
                                               ParameterRule{"level", Kind::words, kLevels},
                                               ParameterRule{"kind", Kind::words, kRequirementKinds},
                                               ParameterRule{"group", Kind::words, kRequirementGroups},
                                               ParameterRule{"q", Kind::text, {}},
                                               ParameterRule{"sort", Kind::word, kSorts},
                                               ParameterRule{"limit", Kind::limit, {}},
                                               ParameterRule{"cursor", Kind::cursor, {}}};
constexpr std::array kFlowParameters = {ParameterRule{"verdict", Kind::words, kFlowVerdicts},
                                        ParameterRule{"action", Kind::words, kActions},
                                        ParameterRule{"product", Kind::names, {}},
                                        ParameterRule{"requirement", Kind::identifier, {}},
                                        ParameterRule{"asset", Kind::text, {}},
                                        ParameterRule{"service", Kind::service, {}},
                                        ParameterRule{"q", Kind::text, {}},
                                        ParameterRule{"since", Kind::instant, {}},
                                        ParameterRule{"sort", Kind::word, kFlowSorts},
                                        ParameterRule{"limit", Kind::limit, {}},
                                        ParameterRule{"cursor", Kind::cursor, {}}};
constexpr std::array kFindingParameters = {
    ParameterRule{"state", Kind::word, kStates},      ParameterRule{"kind", Kind::names, {}},
    ParameterRule{"product", Kind::names, {}},        ParameterRule{"q", Kind::text, {}},
    ParameterRule{"sort", Kind::word, kFindingSorts}, ParameterRule{"limit", Kind::limit, {}},
    ParameterRule{"cursor", Kind::cursor, {}}};
constexpr std::array kPageParameters = {ParameterRule{"limit", Kind::limit, {}},
                                        ParameterRule{"cursor", Kind::cursor, {}}};

constexpr std::array kRoutes = {
    Route{"GET", "/box", Access::anonymous, {}, get_box},
    Route{"GET", "/session", Access::signed_in, {}, get_session},
    Route{"POST", "/session", Access::anonymous, {}, sign_in},
    Route{"DELETE", "/session", Access::signed_in, {}, sign_out},
    Route{"GET", "/status", Access::signed_in, {}, get_status},
    Route{"GET", "/overview", Access::signed_in, {}, get_overview},
    Route{"GET", "/stream", Access::signed_in, {}, get_stream},
    Route{"GET", "/requirements", Access::signed_in, kRequirementParameters, list_requirements},
    Route{"GET", "/requirements/{id}", Access::signed_in, {}, get_requirement},
    Route{"GET", "/flows", Access::signed_in, kFlowParameters, list_flows},
    Route{"GET", "/findings", Access::signed_in, kFindingParameters, list_findings},
    Route{"GET", "/products/{id}/readiness", Access::signed_in, {}, get_readiness},
    Route{"GET", "/policy", Access::signed_in, {}, get_policy},
    Route{"POST", "/policy/apply", Access::admin, {}, apply_policy},
    Route{"POST", "/policy/disarm", Access::admin, {}, disarm_policy},
    Route{"GET", "/attestations", Access::signed_in, kPageParameters, list_attestations},
    Route{"POST", "/attestations", Access::admin, {}, add_attestations},
    Route{"POST", "/attestations/{id}/revoke", Access::admin, {}, revoke_attestation},
    Route{"GET", "/audit", Access::admin, kPageParameters, list_audit},
    Route{"GET", "/users", Access::admin, {}, list_users},
    Route{"POST", "/users", Access::admin, {}, add_user},
    Route{"DELETE", "/users/{name}", Access::admin, {}, remove_user},
    Route{"POST", "/users/{name}/password", Access::admin, {}, set_password},
};

// True where the segments are those of the path; fills in what stood for its variables.
bool is_path(std::string_view path, std::span<const std::string> segments,
             std::vector<std::string>& captured) {
    captured.clear();
    std::size_t next = 0;
    while (!path.empty()) {
        path.remove_prefix(1);  // '/'
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(part.size());
        if (next == segments.size()) return false;
        const bool variable = part.starts_with('{');
        if (!variable && segments[next] != part) return false;
        if (variable) captured.push_back(segments[next]);
        ++next;
    }
    return next == segments.size();
}

}  // namespace

bool may(Role role, Access access) {
    switch (access) {
        case Access::anonymous:
        case Access::signed_in:
            return true;
        case Access::admin:
            return role == Role::admin;
    }
    return false;
}

std::span<const Route> routes() {
    return kRoutes;
}

RouteMatch find_route(std::string_view method, std::span<const std::string> segments) {
    RouteMatch match;
    std::vector<std::string> captured;
    for (const Route& route : kRoutes) {
        if (!is_path(route.path, segments, captured)) continue;
        match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.method);
        if (route.method != method) continue;
        match.route = &route;
        match.captured = captured;
    }
    return match;
}

}  // namespace portolan::webui
