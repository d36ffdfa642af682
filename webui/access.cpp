#include "webui/access.hpp"

#include "webui/problem.hpp"

namespace portolan::webui {
namespace {

constexpr std::string_view kAttributes = "; Path=/; Secure; HttpOnly; SameSite=Strict";

bool changes(std::string_view method) {
    return method != "GET";
}

bool same_origin(const Request& request) {
    if (!request.sec_fetch_site.empty()) return request.sec_fetch_site == "same-origin";
    return !request.host.empty() && request.origin == "https://" + request.host;
}

std::optional<Response> refuse_local(const Request& request, const Route& route, Identity& who) {
    if (!request.sec_fetch_site.empty() || !request.origin.empty())
        return problem(403, "browsers have no business on the unix socket");
    if (request.credentials.uid != 0 && !request.credentials.administrator)
        return problem(403, "this user may not administer the appliance",
                       "join the group portolan-admin, or ask as root");
    who = {"uid " + std::to_string(request.credentials.uid), Role::admin, ""};
    if (!may(who.role, route.access)) return problem(403, "this role may not do that");
    return std::nullopt;
}

}  // namespace

std::optional<Response> refuse(const Request& request, Timestamp now, const Route& route, ApiState& state,
                               Identity& who) {
    if (request.local) return refuse_local(request, route, who);
    if (changes(request.method) && !same_origin(request))
        return problem(403, "the request does not come from this appliance's pages",
                       "send Sec-Fetch-Site: same-origin, or an Origin equal to the host");
    if (route.access == Access::anonymous) return std::nullopt;
    const std::string id = session_id(request.cookie);
    const Session* session = state.sessions.use(id, now);
    if (session == nullptr)
        return problem(401, "there is no session, or it has ended", "sign in: POST /api/v1/session");
    if (!may(session->role, route.access))
        return problem(403, "the role " + std::string(role_name(session->role)) + " may not do that",
                       "ask an admin");
    if (changes(request.method) && !same_secret(request.csrf_token, Sessions::csrf_token(id)))
        return problem(403, "the token in X-CSRF-Token is missing or not this session's",
                       "send csrf_token of GET /api/v1/session");
    who = {session->user, session->role, id};
    return std::nullopt;
}

std::string session_id(std::string_view cookie) {
    std::string found;
    bool twice = false;
    while (!cookie.empty()) {
        const std::size_t end = cookie.find(';');
        std::string_view pair = cookie.substr(0, end);
        cookie.remove_prefix(end == std::string_view::npos ? cookie.size() : end + 1);
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        if (!pair.starts_with(kCookieName) || pair.substr(kCookieName.size()).substr(0, 1) != "=") continue;
        twice = twice || !found.empty();
        found = pair.substr(kCookieName.size() + 1);
    }
    return twice ? std::string() : found;
}

std::string cookie_of(std::string_view id) {
    return std::string(kCookieName) + "=" + std::string(id) + std::string(kAttributes);
}

std::string cookie_removal() {
    return std::string(kCookieName) + "=" + std::string(kAttributes) + "; Max-Age=0";
}

std::string_view role_name(Role role) {
    switch (role) {
        case Role::viewer:
            return "viewer";
        case Role::operator_:
            return "operator";
        case Role::admin:
            break;
    }
    return "admin";
}

std::optional<Role> parse_role(std::string_view name) {
    for (const Role role : {Role::viewer, Role::operator_, Role::admin})
        if (role_name(role) == name) return role;
    return std::nullopt;
}

}  // namespace portolan::webui
