#include "policy/role_players.hpp"

#include <algorithm>

namespace portolan::policy {
namespace {

using profiles::Role;

bool plays(const Role& role, const std::string& wanted) {
    return role.id == wanted || std::find(role.is_a.begin(), role.is_a.end(), wanted) != role.is_a.end();
}

void merge(End& into, const End& more) {
    into.addresses = into.addresses.united(more.addresses);
    into.names.insert(into.names.end(), more.names.begin(), more.names.end());
}

AddressSet addresses_of(const Site& site, const AddressSet& internet, const std::string& asset) {
    return asset == kInternet ? internet : AddressSet(site.asset(asset)->addresses);
}

class Players {
public:
    Players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
            CompiledProduct& product)
        : profile_(profile), site_(site), internet_(internet), product_(product) {}

    void fill() {
        product_.bound[std::string(profiles::kInternetRole)] = {internet_, {}};
        product_.players[std::string(profiles::kInternetRole)] = {internet_, {}};
        for (const Role& wanted : profile_.roles) {
            End& bound = product_.bound[wanted.id];
            End& players = product_.players[wanted.id];
            for (const Role& role : profile_.roles) {
                if (!plays(role, wanted.id)) continue;
                merge(bound, own(role, /*with_internet=*/false));
                merge(players, inside(role, own(role, /*with_internet=*/true)));
            }
            list_assets(wanted);
            if (wanted.governed) product_.governed.emplace_back(wanted.id, site_bound(wanted));
        }
    }

private:
    // A role bound to "any device on the Internet" admits such devices, but no prohibition may rest on it:
    // nobody can tell from an address which of two such roles it plays.
    End own(const Role& role, bool with_internet) const {
        End out{AddressSet(role.addresses), role.names};
        for (const RoleBinding& binding : product_.site->roles) {
            if (binding.role != role.id || (binding.asset == kInternet && !with_internet)) continue;
            out.addresses = out.addresses.united(addresses_of(site_, internet_, binding.asset));
        }
        for (const std::string& name : role.members) {
            const auto value = product_.parameters.find(name);
            if (value == product_.parameters.end()) continue;
            out.addresses = out.addresses.united(value->second.addresses);
            out.names.insert(out.names.end(), value->second.names.begin(), value->second.names.end());
        }
        return out;
    }

    End inside(const Role& role, End end) const {
        if (role.within.empty()) return end;
        const auto value = product_.parameters.find(role.within);
        if (value == product_.parameters.end()) return {};
        end.addresses = end.addresses.intersected(value->second.addresses);
        return end;
    }

    AddressSet site_bound(const Role& role) const {
        AddressSet out;
        for (const RoleBinding& binding : product_.site->roles)
            if (binding.role == role.id && binding.asset != kInternet)
                out = out.united(addresses_of(site_, internet_, binding.asset));
        return out;
    }

    void list_assets(const Role& wanted) {
        std::vector<Player>& out = product_.assets[wanted.id];
        for (const RoleBinding& binding : product_.site->roles) {
            if (!plays(*profile_.role(binding.role), wanted.id)) continue;
            const bool known = std::any_of(out.begin(), out.end(),
                                           [&](const Player& p) { return p.asset == binding.asset; });
            if (!known) out.push_back({binding.asset, addresses_of(site_, internet_, binding.asset)});
        }
    }

    const profiles::Profile& profile_;
    const Site& site_;
    const AddressSet& internet_;
    CompiledProduct& product_;
};

}  // namespace

void put_players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
                 CompiledProduct& product) {
    Players(profile, site, internet, product).fill();
}

}  // namespace portolan::policy
