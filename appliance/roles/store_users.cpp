#include "appliance/roles/store_users.hpp"

#include "appliance/base/wall_clock.hpp"

namespace portolan::roles {
namespace {

webui::Account account_of(const evidence::User& user) {
    webui::Account out;
    out.name = user.name;
    out.role = webui::parse_role(evidence::user_role_name(user.role)).value_or(webui::Role::viewer);
    out.password_hash = user.password_hash;
    out.created = user.created.text();
    out.disabled = user.disabled;
    return out;
}

}  // namespace

Result<std::optional<webui::Account>> StoreUsers::find(std::string_view name) const {
    const std::optional<evidence::User> user = TRY(reader_.user(std::string(name)));
    if (!user) return std::optional<webui::Account>();
    return std::optional<webui::Account>(account_of(*user));
}

Result<std::vector<webui::Account>> StoreUsers::list() const {
    std::vector<webui::Account> out;
    for (const evidence::User& user : TRY(reader_.users()))
        out.push_back(account_of(user));
    return out;
}

Result<void> StoreUsers::put(const evidence::User& user) {
    store::Batch batch;
    batch.at = now();
    batch.users.push_back(user);
    TRY_VOID(store_.write_and_wait(std::move(batch)));
    return {};
}

Result<void> StoreUsers::add(const webui::Account& account) {
    if (TRY(reader_.user(account.name)))
        return fail(ErrorCode::bad_input, "the name is taken", {}, "choose another");
    evidence::User user;
    user.name = account.name;
    user.role =
        evidence::parse_user_role(webui::role_name(account.role)).value_or(evidence::UserRole::viewer);
    user.password_hash = account.password_hash;
    user.created = now();
    return put(user);
}

Result<void> StoreUsers::remove(std::string_view name) {
    store::Batch batch;
    batch.at = now();
    batch.removed_users.emplace_back(name);
    TRY_VOID(store_.write_and_wait(std::move(batch)));
    return {};
}

Result<void> StoreUsers::set_password(std::string_view name, std::string_view hash) {
    std::optional<evidence::User> user = TRY(reader_.user(std::string(name)));
    if (!user) return fail(ErrorCode::not_found, "no such user");
    user->password_hash = hash;
    return put(*user);
}

}  // namespace portolan::roles
