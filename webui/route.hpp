// The routes of the API: one table says which method and path there is, who may call it and which parameters
// it takes. Private to the API.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "webui/api.hpp"
#include "webui/exchange.hpp"
#include "webui/query.hpp"
#include "webui/user_book.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

struct ApiState {
    LiveView& view;
    UserBook& users;
    PasswordHasher& hasher;
    const EventStream& stream;
    AttestationBook& attestations;
    Sessions sessions;
    LoginGuard guard;
};

struct Identity {
    std::string name;  // user, or "uid 0" on the unix socket
    Role role = Role::viewer;
    std::string session;  // its id; empty on the unix socket and for the anonymous
};

// One request on its way through. Handlers that answer later keep what they need of it, never the Call
// itself.
struct Call {
    const Request& request;
    Timestamp now;
    Identity who;
    std::vector<std::string> captured;  // what stood for {id}, {name} in the path
    Query query;
    std::shared_ptr<ApiState> state;
    Api::Respond respond;
};

enum class Access : std::uint8_t { anonymous, signed_in, admin };

// The one rule of who may do what.
[[nodiscard]] bool may(Role role, Access access);

struct Route {
    std::string_view method;
    std::string_view path;  // below /api/v1: "/requirements/{id}"
    Access access;
    std::span<const ParameterRule> parameters;
    void (*handle)(Call& call);
};

[[nodiscard]] std::span<const Route> routes();

struct RouteMatch {
    const Route* route = nullptr;  // null where no route has this path and method
    std::vector<std::string> captured;
    std::string allowed;  // methods of this path, "GET, POST"; empty where there is no such path
};
[[nodiscard]] RouteMatch find_route(std::string_view method, std::span<const std::string> segments);

// One file a group: session_routes.cpp, state_routes.cpp and so on.
void get_box(Call& call);
void get_session(Call& call);
void sign_in(Call& call);
void sign_out(Call& call);
void get_status(Call& call);
void get_overview(Call& call);
void get_stream(Call& call);
void list_requirements(Call& call);
void get_requirement(Call& call);
void list_flows(Call& call);
void list_findings(Call& call);
void get_readiness(Call& call);
void get_policy(Call& call);
void apply_policy(Call& call);
void disarm_policy(Call& call);
void list_attestations(Call& call);
void add_attestations(Call& call);
void revoke_attestation(Call& call);
void list_audit(Call& call);
void list_users(Call& call);
void add_user(Call& call);
void remove_user(Call& call);
void set_password(Call& call);

}  // namespace portolan::webui
