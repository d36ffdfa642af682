#include "policy/site.hpp"

namespace portolan::policy {

AddressSet Zone::own_segment() const {
    AddressSet out;
    if (address) out.add(address->network);
    if (!via)
        for (const AddressRange& range : networks)
            out.add(range);
    return out;
}

AddressSet Zone::all_networks() const {
    AddressSet out(networks);
    if (address) out.add(address->network);
    return out;
}

const Asset* Site::asset(std::string_view asset_name) const {
    for (const Asset& each : assets)
        if (each.name == asset_name) return &each;
    return nullptr;
}

const Zone* Site::zone_of(const Address& address) const {
    const Zone* found = nullptr;
    for (const Zone& zone : zones) {
        if (!zone.all_networks().contains(address)) continue;
        if (!zone.mirror) return &zone;  // a network may stand in one routed zone and in mirrors
        if (found == nullptr) found = &zone;
    }
    return found;
}

}  // namespace portolan::policy
