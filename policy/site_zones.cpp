#include "policy/site_zones.hpp"

#include "appliance/base/address_set.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::YamlMap;
using profiles::YamlValue;

Result<std::optional<Address>> read_address(const YamlMap& map, std::string_view key) {
    const std::optional<YamlValue> value = map.find(key);
    if (!value) return std::optional<Address>{};
    const Address address = TRY(value->parsed(Address::parse));
    return std::optional<Address>(address);
}

Result<std::vector<AddressRange>> read_ranges(const YamlMap& map, std::string_view key) {
    std::vector<AddressRange> out;
    const std::optional<YamlValue> value = map.find(key);
    if (!value) return out;
    for (const YamlValue& item : TRY(value->items()))
        out.push_back(TRY(item.parsed(parse_address_range)));
    return out;
}

// What Linux takes for a name (IFNAMSIZ 16, no '/' and no space), less all that could be more than a name in
// a rule or a command.
Result<std::string> read_interface(const YamlMap& map) {
    std::string name = TRY(map.need_word("interface"));
    const bool good = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("._-@").find(c) != std::string_view::npos;
    });
    if (!good || name.size() > 15 || name == "." || name == "..")
        return TRY(map.need("interface"))
            .error(fmt::format("'{}' is no interface name", name.substr(0, 64)),
                   "write one that `ip link` shows: at most 15 letters, digits, '.', '_', '-'");
    return name;
}

// The next hop must be on the zone's own wire, or nothing would ever reach it.
Result<void> check_next_hop(const YamlMap& map, std::string_view key, const std::optional<Address>& hop,
                            const Zone& zone) {
    if (!hop || !zone.address || AddressSet({zone.address->network}).contains(*hop)) return {};
    return TRY(map.need(key))
        .error(fmt::format("{} {} is not in the zone's own network {}", key, hop->text(),
                           zone.address->network.text()),
               "write the router's address on this interface");
}

Result<Zone> read_zone(const YamlMap::Entry& entry) {
    const YamlMap map = TRY(entry.value.map());
    TRY_VOID(map.only({"interface", "kind", "address", "gateway", "networks", "via", "untrusted"}));
    Zone zone;
    zone.id = entry.key;
    if (zone.id == kInternet)
        return entry.key_at.error("'internet' is a reserved word", "name the zone 'outside'");
    zone.interface = TRY(read_interface(map));
    const std::string kind = TRY(map.need_word("kind"));
    if (kind != "routed" && kind != "mirror")
        return TRY(map.need("kind"))
            .error(fmt::format("'{}' is no kind of zone", kind), "write routed or mirror");
    zone.mirror = kind == "mirror";
    if (const auto value = map.find("address")) zone.address = TRY(value->parsed(parse_interface_address));
    zone.gateway = TRY(read_address(map, "gateway"));
    zone.via = TRY(read_address(map, "via"));
    TRY_VOID(check_next_hop(map, "gateway", zone.gateway, zone));
    TRY_VOID(check_next_hop(map, "via", zone.via, zone));
    zone.networks = TRY(read_ranges(map, "networks"));
    zone.untrusted = TRY(map.boolean_or("untrusted", false));
    if (!zone.mirror && !zone.address)
        return entry.key_at.error(fmt::format("zone '{}' has no address", zone.id),
                                  "add address: 192.0.2.1/28");
    return zone;
}

// A network may stand in several zones only if all but one are mirrors: else nobody could say where a packet
// goes.
Result<void> check_overlaps(const Site& site, const std::vector<YamlMap::Entry>& entries) {
    for (std::size_t j = 1; j < site.zones.size(); ++j) {
        for (std::size_t i = 0; i < j; ++i) {
            const Zone& a = site.zones[i];
            const Zone& b = site.zones[j];
            if (!a.mirror && !b.mirror && a.interface == b.interface)
                return entries[j].key_at.error(
                    fmt::format("zones '{}' and '{}' share the interface {}", a.id, b.id, a.interface),
                    "give each its own (a VLAN interface has its own name, eno1.20)");
            const AddressSet both = a.all_networks().intersected(b.all_networks());
            if (!a.mirror && !b.mirror && !both.empty())
                return entries[j].key_at.error(
                    fmt::format("zones '{}' and '{}' both hold {}", a.id, b.id, both.text()),
                    "take it out of one, or make one a mirror");
        }
    }
    return {};
}

Result<void> read_management(const YamlValue& value, Site& site) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"interface", "address", "from"}));
    Management out;
    out.interface = TRY(read_interface(map));
    out.address = TRY(TRY(map.need("address")).parsed(parse_interface_address));
    out.from = TRY(read_ranges(map, "from"));
    site.management = std::move(out);
    return {};
}

bool has_zone(const Site& site, std::string_view id) {
    return std::any_of(site.zones.begin(), site.zones.end(), [&](const Zone& z) { return z.id == id; });
}

std::vector<std::string> zone_ids(const Site& site) {
    std::vector<std::string> out;
    for (const Zone& zone : site.zones)
        out.push_back(zone.id);
    return out;
}

Result<void> read_dns(const YamlValue& value, Site& site) {
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        if (entry.key == "untouched") {
            site.dns_untouched = TRY(entry.value.words());
            continue;
        }
        if (!has_zone(site, entry.key))
            return entry.key_at.error(fmt::format("no zone '{}'", entry.key.substr(0, 64)),
                                      fmt::format("write one of: {}", fmt::join(zone_ids(site), ", ")));
        const YamlMap map = TRY(entry.value.map());
        TRY_VOID(map.only({"way", "resolvers"}));
        DnsWay way;
        way.zone = entry.key;
        way.way = TRY(map.need_word("way"));
        if (way.way != "gate" && way.way != "forwarder" && way.way != "prefetch" && way.way != "internal")
            return TRY(map.need("way"))
                .error(fmt::format("'{}' is no DNS way", way.way),
                       "write gate, forwarder, prefetch or internal");
        if (const auto resolvers = map.find("resolvers"))
            for (const YamlValue& item : TRY(resolvers->items()))
                way.resolvers.push_back(TRY(item.parsed(Address::parse)));
        if (way.way == "forwarder" && way.resolvers.empty())
            return entry.value.error("a forwarder way needs its resolvers", "add resolvers: [10.20.0.10]");
        site.dns.push_back(std::move(way));
    }
    for (const DnsWay& way : site.dns)
        if (way.way != "gate" && way.way != "internal")
            site.notices.push_back(fmt::format(
                "dns: way {} of zone {}: accepted, takes effect from a later version", way.way, way.zone));
    return {};
}

Result<Ungoverned> read_ungoverned_word(const YamlValue& value) {
    const std::string word = TRY(value.word());
    if (word == "observe") return Ungoverned::observe;
    if (word == "pass") return Ungoverned::pass;
    if (word == "drop") return Ungoverned::drop;
    return value.error(fmt::format("'{}' is no way to treat ungoverned traffic", word.substr(0, 64)),
                       "write observe, pass or drop");
}

Result<void> read_ungoverned(const YamlValue& value, Site& site) {
    if (!value.is_map()) {
        site.ungoverned_default = TRY(read_ungoverned_word(value));
        return {};
    }
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        const Ungoverned way = TRY(read_ungoverned_word(entry.value));
        if (entry.key == "default") {
            site.ungoverned_default = way;
            continue;
        }
        const std::size_t arrow = entry.key.find(" -> ");
        const std::string from = entry.key.substr(0, arrow);
        const std::string to = arrow == std::string::npos ? "" : entry.key.substr(arrow + 4);
        if (!has_zone(site, from) || !has_zone(site, to))
            return entry.key_at.error(fmt::format("'{}' is no pair of zones", entry.key.substr(0, 64)),
                                      "write \"inside -> outside\"");
        site.ungoverned[{from, to}] = way;
    }
    return {};
}

}  // namespace

Result<void> read_network(const YamlMap& map, Site& site) {
    const YamlValue zones = TRY(map.need("zones"));
    const std::vector<YamlMap::Entry> entries = TRY(zones.map()).entries();
    for (const YamlMap::Entry& entry : entries)
        site.zones.push_back(TRY(read_zone(entry)));
    if (site.zones.empty())
        return zones.error("a site needs a zone", "add outside: {interface: eno1, kind: routed, ...}");
    TRY_VOID(check_overlaps(site, entries));
    if (const auto value = map.find("management")) TRY_VOID(read_management(*value, site));
    if (const auto value = map.find("dns")) TRY_VOID(read_dns(*value, site));
    if (const auto value = map.find("ungoverned")) TRY_VOID(read_ungoverned(*value, site));
    return {};
}

namespace {

Result<std::uint16_t> read_port(const YamlValue& value) {
    const PortRange ports = TRY(value.parsed(parse_port_range));
    if (ports.first != ports.last) return value.error("one port is wanted here, not a range", "write 6514");
    return ports.first;
}

}  // namespace

Result<void> read_syslog(const YamlValue& value, Site& site) {
    for (const YamlValue& item : TRY(value.list())) {
        const YamlMap map = TRY(item.map());
        TRY_VOID(map.only({"name", "address", "port"}));
        SyslogTarget target;
        target.name = TRY(map.need_word("name"));
        const YamlValue address = TRY(map.need("address"));
        target.address = TRY(address.parsed(Address::parse));
        if (const auto port = map.find("port")) target.port = TRY(read_port(*port));
        const auto same = [&](const SyslogTarget& other) { return other.name == target.name; };
        if (std::any_of(site.syslog.begin(), site.syslog.end(), same))
            return item.error(fmt::format("syslog target '{}' stands twice", target.name),
                              "give one another name");
        site.syslog.push_back(std::move(target));
    }
    return {};
}

}  // namespace portolan::policy
