#include "tests/kernel/place.hpp"

#include "policy/kernel_part.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <algorithm>

namespace portolan::kernel {
namespace {

template <typename T>
T or_panic(Result<T> result) {
    if (!result) panic(result.error().text());
    return std::move(*result);
}

std::vector<BoxPort> ports_of(const policy::Site& site) {
    std::vector<BoxPort> out;
    for (const policy::Zone& zone : site.zones)
        if (!zone.mirror && zone.address) out.push_back({zone.interface, {zone.address->address}});
    if (site.management)
        out.push_back({site.management->interface,
                       {site.management->address.address},
                       site.management->address.network.text()});
    return out;
}

}  // namespace

std::vector<Address> Place::own() const {
    std::vector<Address> out;
    for (const BoxPort& port : ports)
        out.insert(out.end(), port.addresses.begin(), port.addresses.end());
    return out;
}

std::string Place::ingress_of(const Address& address) const {
    for (const BoxPort& port : ports)
        for (const Address& own : port.addresses)
            if (own == address) return {};
    if (ruleset.management && ruleset.management->from.contains(address))
        return ruleset.management->interface;
    for (const ruleset::Zone& zone : ruleset.zones)
        if (!zone.mirror && zone.networks.contains(address)) return zone.interface;
    for (const ruleset::Zone& zone : ruleset.zones)
        if (zone.untrusted) return zone.interface;
    return "far";
}

Place load_place(const std::string& path) {
    std::vector<profiles::Profile> library =
        or_panic(profiles::load_library(or_panic(profiles::library_folder())));
    policy::Site site = or_panic(policy::load_site(std::string(PORTOLAN_SOURCE_DIR) + "/" + path, library));
    policy::Policy policy = or_panic(policy::Policy::compile(std::move(library), std::move(site)));
    Ruleset ruleset = or_panic(policy::kernel_part(policy));
    std::vector<BoxPort> ports = ports_of(policy.site());
    return {std::move(policy), std::move(ruleset), std::move(ports)};
}

Ruleset with_modes(Ruleset ruleset, const std::function<bool(std::size_t)>& enforces) {
    for (std::size_t i = 0; i < ruleset.products.size(); ++i)
        ruleset.products[i].enforce = enforces(i);
    return ruleset;
}

}  // namespace portolan::kernel
