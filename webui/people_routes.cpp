#include "appliance/base/number.hpp"
#include "appliance/report/json_rows.hpp"
#include "webui/json_body.hpp"
#include "webui/passwords.hpp"
#include "webui/problem.hpp"
#include "webui/route.hpp"
#include "webui/rows_json.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostUsers = 500;
constexpr std::size_t kMostUserName = 32;
constexpr std::size_t kMostRole = 16;

bool is_user_name(std::string_view name) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto rest = [&lower](char c) {
        return lower(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= kMostUserName && lower(name.front()) &&
           std::ranges::all_of(name, rest);
}

json::object user_json(const Account& account) {
    return {{"name", report::json_text(account.name)},
            {"role", role_name(account.role)},
            {"created", report::json_text(account.created)},
            {"disabled", account.disabled}};
}

// What a hash that is being made needs to be used; lives until then.
struct Change {
    std::weak_ptr<ApiState> state;
    Account account;
    std::string who;
    std::string from;
    Timestamp now;
    Api::Respond respond;
};

void record(ApiState& state, const Change& change, std::string_view verb, std::string_view outcome) {
    state.view.record({0, change.now.text(), change.who, change.from, std::string(verb), change.account.name,
                       std::string(outcome)});
}

Change change_of(const Call& call, Account account) {
    return {call.state, std::move(account), call.who.name, call.request.peer, call.now, call.respond};
}

void hash_then(ApiState& state, std::string password, Change change, void (*finish)(ApiState&, Change&)) {
    const Api::Respond respond = change.respond;
    const bool taken = state.hasher.hash(
        std::move(password), [change = std::move(change), finish](std::optional<std::string> hash) mutable {
            const std::shared_ptr<ApiState> alive = change.state.lock();
            if (alive == nullptr) return;
            if (!hash) return change.respond(problem(503, "no memory left to hash a password", "try again"));
            change.account.password_hash = std::move(*hash);
            finish(*alive, change);
        });
    if (!taken) respond(too_many(2, "too many passwords are being hashed", "try again in a moment"));
}

void finish_add(ApiState& state, Change& change) {
    const Result<void> added = state.users.add(change.account);
    if (!added) {
        record(state, change, "user-add", added.error().message);
        const bool taken = added.error().code == ErrorCode::bad_input;
        return change.respond(taken ? problem(409, added.error()) : problem(added.error()));
    }
    record(state, change, "user-add", "ok");
    json::object body = {{"schema", "portolan-user/1"}};
    for (const auto& member : user_json(change.account))
        body.insert(member);
    change.respond(json_answer(201, body));
}

void finish_password(ApiState& state, Change& change) {
    const Result<void> set = state.users.set_password(change.account.name, change.account.password_hash);
    if (!set) return change.respond(problem(set.error()));
    state.sessions.close_all_of(change.account.name);
    record(state, change, "set-password", "ok");
    change.respond(no_content());
}

Accepted<Account> read_account(const Call& call, const json::object& body) {
    Accepted<std::string> name = text_member(body, "name", 1, kMostUserName);
    if (!name) return tl::unexpected(std::move(name.error()));
    if (!is_user_name(*name))
        return tl::unexpected(
            problem(400, "'" + *name + "' can't be a user's name",
                    "begin with a small letter; then small letters, digits, '.', '_', '-'"));
    Accepted<std::string> word = text_member(body, "role", 1, kMostRole);
    if (!word) return tl::unexpected(std::move(word.error()));
    const std::optional<Role> role = parse_role(*word);
    if (!role)
        return tl::unexpected(
            problem(400, "there is no role '" + *word + "'", "give viewer, operator or admin"));
    return Account{std::move(*name), *role, "", call.now.text(), false};
}

Accepted<std::string> read_password(const json::object& body, std::string_view user) {
    Accepted<std::string> password = text_member(body, "password", 0, kMostBodyBytes);
    if (!password) return password;
    if (const Result<void> fit = check_new_password(user, *password); !fit)
        return tl::unexpected(problem(400, fit.error()));
    return password;
}

Response no_such_user(std::string_view name) {
    return problem(404, "there is no user '" + std::string(name) + "'", "GET /api/v1/users lists them");
}

bool is_last_admin(const std::vector<Account>& accounts, const Account& account) {
    const auto rules = [](const Account& other) { return other.role == Role::admin && !other.disabled; };
    return rules(account) && std::ranges::count_if(accounts, rules) == 1;
}

}  // namespace

void list_audit(Call& call) {
    AuditFilter filter;
    const std::string& cursor = call.query.text("cursor");
    if (!cursor.empty()) filter.before = parse_decimal(cursor, UINT64_MAX).value_or(0);
    if (!cursor.empty() && filter.before == 0)
        return call.respond(problem(400, "the cursor is none of this list", "start from the first page"));
    filter.most = call.query.limit();
    const Result<AuditPage> page = call.state->view.audit(filter);
    if (!page) return call.respond(problem(page.error()));
    json::array items;
    for (const AuditRow& row : page->items)
        items.push_back(audit_json(row));
    const bool more = page->more && !page->items.empty();
    call.respond(json_answer(200, {{"schema", "portolan-audit/1"},
                                   {"items", std::move(items)},
                                   {"total", json_count(page->total)},
                                   {"next", more ? json::value(std::to_string(page->items.back().number))
                                                 : json::value(nullptr)}}));
}

void list_users(Call& call) {
    const Result<std::vector<Account>> accounts = call.state->users.list();
    if (!accounts) return call.respond(problem(accounts.error()));
    json::array items;
    for (const Account& account : *accounts)
        if (items.size() < kMostUsers) items.push_back(user_json(account));
    const std::size_t total = accounts->size();
    call.respond(json_answer(
        200,
        {{"schema", "portolan-users/1"}, {"items", std::move(items)}, {"total", total}, {"next", nullptr}}));
}

void add_user(Call& call) {
    Accepted<json::object> body = json_body(call.request, {"name", "role", "password"});
    if (!body) return call.respond(std::move(body.error()));
    Accepted<Account> account = read_account(call, *body);
    if (!account) return call.respond(std::move(account.error()));
    Accepted<std::string> password = read_password(*body, account->name);
    if (!password) return call.respond(std::move(password.error()));
    const Result<std::vector<Account>> accounts = call.state->users.list();
    if (!accounts) return call.respond(problem(accounts.error()));
    if (accounts->size() >= kMostUsers)
        return call.respond(problem(409, "there are 500 users already", "remove one"));
    if (std::ranges::find(*accounts, account->name, &Account::name) != accounts->end())
        return call.respond(
            problem(409, "there is a user '" + account->name + "' already", "choose another name"));
    hash_then(*call.state, std::move(*password), change_of(call, std::move(*account)), finish_add);
}

void remove_user(Call& call) {
    ApiState& state = *call.state;
    const std::string& name = call.captured[0];
    const Result<std::vector<Account>> accounts = state.users.list();
    if (!accounts) return call.respond(problem(accounts.error()));
    const auto account = std::ranges::find(*accounts, name, &Account::name);
    if (account == accounts->end()) return call.respond(no_such_user(name));
    if (is_last_admin(*accounts, *account))
        return call.respond(
            problem(409, "'" + name + "' is the last admin", "make somebody else an admin first"));
    if (const Result<void> removed = state.users.remove(name); !removed)
        return call.respond(problem(removed.error()));
    state.sessions.close_all_of(name);
    record(state, change_of(call, *account), "user-remove", "ok");
    call.respond(no_content());
}

void set_password(Call& call) {
    const std::string& name = call.captured[0];
    Accepted<json::object> body = json_body(call.request, {"password"});
    if (!body) return call.respond(std::move(body.error()));
    const Result<std::optional<Account>> account = call.state->users.find(name);
    if (!account) return call.respond(problem(account.error()));
    if (!account->has_value()) return call.respond(no_such_user(name));
    Accepted<std::string> password = read_password(*body, name);
    if (!password) return call.respond(std::move(password.error()));
    hash_then(*call.state, std::move(*password), change_of(call, **account), finish_password);
}

}  // namespace portolan::webui
