// The accounts of the store, as the API wants them.
#pragma once

#include "appliance/store/reader.hpp"
#include "appliance/store/store.hpp"
#include "webui/user_book.hpp"

namespace portolan::roles {

// Changes wait for the disk: they are rare, and must be kept when the answer goes out.
class StoreUsers final : public webui::UserBook {
public:
    StoreUsers(store::Store& store, store::Reader& reader) : store_(store), reader_(reader) {}
    Result<std::optional<webui::Account>> find(std::string_view name) const override;
    Result<std::vector<webui::Account>> list() const override;
    Result<void> add(const webui::Account& account) override;
    Result<void> remove(std::string_view name) override;
    Result<void> set_password(std::string_view name, std::string_view hash) override;

private:
    Result<void> put(const evidence::User& user);
    store::Store& store_;
    store::Reader& reader_;
};

}  // namespace portolan::roles
