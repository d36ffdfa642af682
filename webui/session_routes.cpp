#include "appliance/report/json_rows.hpp"
#include "webui/access.hpp"
#include "webui/json_body.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostUser = 64;
constexpr std::size_t kMostPassword = 512;

struct SignIn {
    std::string user;
    std::string hash;  // that was verified; empty where there is no such account
    std::string from;
    std::string old_session;  // that the browser brought along
    Timestamp now;
    Api::Respond respond;
};

Response session_answer(ApiState& state, std::string_view id, Timestamp now) {
    const Session* session = state.sessions.use(id, now);
    if (session == nullptr) return problem(401, "the session has ended", "sign in again");
    return json_answer(200, {{"schema", "portolan-session/1"},
                             {"user", report::json_text(session->user)},
                             {"role", role_name(session->role)},
                             {"csrf_token", Sessions::csrf_token(id)},
                             {"expires", state.sessions.expires(*session).text()}});
}

void refuse_sign_in(ApiState& state, const SignIn& attempt) {
    // A name that no account has may be a password in the wrong field: it is not written down.
    const std::string who = attempt.hash.empty() ? "unknown user" : attempt.user;
    state.view.record({0, attempt.now.text(), who, attempt.from, "sign-in", who, "refused"});
    if (state.guard.wait(attempt.user, attempt.from, attempt.now) > 0)
        state.view.record(
            {0, attempt.now.text(), who, attempt.from, "lock-out", who, "too many wrong passwords"});
    attempt.respond(
        problem(401, "user or password is wrong", "try again, or ask an admin for a new password"));
}

// The account may have changed while its password was being verified: only what was verified counts.
void finish_sign_in(ApiState& state, const SignIn& attempt, bool matches) {
    const Result<std::optional<Account>> account = state.users.find(attempt.user);
    if (!account) return attempt.respond(problem(account.error()));
    const bool may_enter =
        matches && account->has_value() && !(*account)->disabled && (*account)->password_hash == attempt.hash;
    if (!may_enter) return refuse_sign_in(state, attempt);
    state.guard.success(attempt.user, attempt.from);
    state.sessions.close(attempt.old_session);
    const std::string id = state.sessions.open(attempt.user, (*account)->role, attempt.now);
    state.view.record({0, attempt.now.text(), attempt.user, attempt.from, "sign-in", attempt.user, "ok"});
    Response response = session_answer(state, id, attempt.now);
    response.headers.push_back({"Set-Cookie", cookie_of(id)});
    attempt.respond(std::move(response));
}

void verify(const std::shared_ptr<ApiState>& state, std::string password, SignIn attempt) {
    // Counted before the answer is known, so that attempts in parallel don't outrun the count.
    state->guard.begin(attempt.user, attempt.from, attempt.now);
    const Api::Respond respond = attempt.respond;
    const std::string user = attempt.user;
    const std::string from = attempt.from;
    std::string hash = attempt.hash;
    const bool taken =
        state->hasher.verify(std::move(password), std::move(hash),
                             [weak = std::weak_ptr(state), attempt = std::move(attempt)](bool matches) {
                                 if (const std::shared_ptr<ApiState> alive = weak.lock())
                                     finish_sign_in(*alive, attempt, matches);
                             });
    if (taken) return;
    state->guard.take_back(user, from);
    respond(too_many(2, "too many people sign in at once", "try again in a moment"));
}

}  // namespace

void get_session(Call& call) {
    if (call.who.session.empty())
        return call.respond(problem(401, "the unix socket knows no sessions", "credentials decide there"));
    call.respond(session_answer(*call.state, call.who.session, call.now));
}

void sign_in(Call& call) {
    if (call.request.local)
        return call.respond(problem(400, "nobody signs in on the unix socket", "credentials decide there"));
    Accepted<json::object> body = json_body(call.request, {"user", "password"});
    if (!body) return call.respond(std::move(body.error()));
    Accepted<std::string> user = text_member(*body, "user", 1, kMostUser);
    if (!user) return call.respond(std::move(user.error()));
    Accepted<std::string> password = text_member(*body, "password", 1, kMostPassword);
    if (!password) return call.respond(std::move(password.error()));

    ApiState& state = *call.state;
    if (const std::int64_t wait = state.guard.wait(*user, call.request.peer, call.now); wait > 0)
        return call.respond(too_many(wait, "too many wrong passwords", "wait, then try again"));
    const Result<std::optional<Account>> account = state.users.find(*user);
    if (!account) return call.respond(problem(account.error()));
    SignIn attempt{std::move(*user),  account->has_value() ? (*account)->password_hash : std::string(),
                   call.request.peer, session_id(call.request.cookie),
                   call.now,          std::move(call.respond)};
    verify(call.state, std::move(*password), std::move(attempt));
}

void sign_out(Call& call) {
    call.state->sessions.close(call.who.session);
    call.state->view.record(
        {0, call.now.text(), call.who.name, call.request.peer, "sign-out", call.who.name, "ok"});
    Response response = no_content();
    if (!call.request.local) response.headers.push_back({"Set-Cookie", cookie_removal()});
    call.respond(std::move(response));
}

}  // namespace portolan::webui
