#include "policy/role_players.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

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

// Ranges of many assets, made a set once: uniting sets one by one takes time with the square of the assets.
class Gathered {
public:
    void add(std::span<const AddressRange> ranges) {
        ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
    }
    AddressSet set() && { return AddressSet(std::move(ranges_)); }

private:
    std::vector<AddressRange> ranges_;
};

class Players {
public:
    Players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
            CompiledProduct& product)
        : profile_(profile), internet_(internet), product_(product) {
        for (const Asset& asset : site.assets)
            assets_.emplace(asset.name, &asset);
    }

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
        Gathered addresses;
        addresses.add(role.addresses);
        std::vector<profiles::NamePattern> names = role.names;
        for (const RoleBinding& binding : product_.site->roles)
            if (binding.role == role.id && (binding.asset != kInternet || with_internet))
                addresses.add(ranges_of(binding.asset));
        for (const std::string& name : role.members) {
            const auto value = product_.parameters.find(name);
            if (value == product_.parameters.end()) continue;
            addresses.add(value->second.addresses.ranges());
            names.insert(names.end(), value->second.names.begin(), value->second.names.end());
        }
        return {std::move(addresses).set(), std::move(names)};
    }

    End inside(const Role& role, End end) const {
        if (role.within.empty()) return end;
        const auto value = product_.parameters.find(role.within);
        if (value == product_.parameters.end()) return {};
        end.addresses = end.addresses.intersected(value->second.addresses);
        return end;
    }

    AddressSet site_bound(const Role& role) const {
        Gathered out;
        for (const RoleBinding& binding : product_.site->roles)
            if (binding.role == role.id && binding.asset != kInternet) out.add(ranges_of(binding.asset));
        return std::move(out).set();
    }

    void list_assets(const Role& wanted) {
        std::vector<Player>& out = product_.assets[wanted.id];
        std::set<std::string_view> known;
        for (const RoleBinding& binding : product_.site->roles) {
            if (!plays(*profile_.role(binding.role), wanted.id) || !known.insert(binding.asset).second)
                continue;
            Gathered addresses;
            addresses.add(ranges_of(binding.asset));
            out.push_back({binding.asset, std::move(addresses).set()});
        }
    }

    std::span<const AddressRange> ranges_of(const std::string& asset) const {
        return asset == kInternet ? internet_.ranges() : assets_.at(asset)->addresses;
    }

    const profiles::Profile& profile_;
    std::unordered_map<std::string_view, const Asset*> assets_;
    const AddressSet& internet_;
    CompiledProduct& product_;
};

}  // namespace

void put_players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
                 CompiledProduct& product) {
    Players(profile, site, internet, product).fill();
}

std::string nobody_plays(const std::vector<std::string>& roles, const CompiledProduct& product) {
    for (const std::string& id : roles) {
        const Role* role = product.profile->role(id);
        if (role == nullptr) continue;
        for (const std::string& name : role->members)
            if (!product.parameters.contains(name)) return fmt::format("parameter {} is unset", name);
        if (!role->within.empty() && !product.parameters.contains(role->within))
            return fmt::format("parameter {} is unset", role->within);
    }
    return fmt::format("role {} is unbound", fmt::join(roles, " or "));
}

}  // namespace portolan::policy
