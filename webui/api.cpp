#include "webui/api.hpp"

#include "webui/access.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"

#include <optional>
#include <utility>

#include <sodium.h>

namespace portolan::webui {
namespace {

constexpr std::string_view kFirstSegment = "api";
constexpr std::string_view kVersion = "v1";

Response not_there() {
    return problem(404, "there is no such path", "see docs/api.md for what there is");
}

Response no_such_method(const RouteMatch& match) {
    Response response = problem(405, "this path does not know the method", "use " + match.allowed);
    response.headers.push_back({"Allow", match.allowed});
    return response;
}

}  // namespace

Api::Api(const ApiParts& parts)
    : state_(std::make_shared<ApiState>(ApiState{parts.view, parts.users, parts.hasher, parts.stream,
                                                 parts.attestations, Sessions(), LoginGuard()})) {
    if (sodium_init() < 0) panic("libsodium has no source of randomness");
}

Api::~Api() = default;

void Api::handle(const Request& request, Timestamp now, Respond respond) {
    const Result<Target> target = parse_target(request.target);
    if (!target) return respond(problem(target.error()));
    const std::vector<std::string>& segments = target->segments;
    if (segments.size() < 2 || segments[0] != kFirstSegment || segments[1] != kVersion)
        return respond(not_there());
    const RouteMatch match = find_route(request.method, std::span(segments).subspan(2));
    if (match.allowed.empty()) return respond(not_there());
    if (match.route == nullptr) return respond(no_such_method(match));

    Identity who;
    if (std::optional<Response> refused = refuse(request, now, *match.route, *state_, who))
        return respond(std::move(*refused));
    Result<Query> query = Query::read(*target, match.route->parameters);
    if (!query) return respond(problem(query.error()));
    Call call{request, now, std::move(who), match.captured, std::move(*query), state_, std::move(respond)};
    match.route->handle(call);
}

bool Api::may_go_on(std::string_view stream_key, Timestamp now) const {
    return stream_key == kLocalStreamKey || state_->sessions.lives(stream_key, now);
}

}  // namespace portolan::webui
