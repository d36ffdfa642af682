// One customer's site as parsed from YAML: zones, assets and the roles they play, options and parameters, DNS
// ways, local requirements and exceptions. Plain data, checked against the profiles, immutable after loading.
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/base/transport.hpp"
#include "policy/assertions.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace portolan::policy {

// The reserved asset: binds a role to any device on the Internet.
inline constexpr std::string_view kInternet = profiles::kInternetRole;

struct Zone {
    std::string id;
    std::string interface;
    bool mirror = false;  // only seen, never forwarded
    std::optional<InterfaceAddress> address;
    std::optional<Address> gateway, via;
    std::vector<AddressRange> networks;
    bool untrusted = false;

    [[nodiscard]] AddressSet own_segment() const;  // on-link addresses
    [[nodiscard]] AddressSet all_networks() const;
};

struct Management {
    std::string interface;
    InterfaceAddress address;
    std::vector<AddressRange> from;
};

struct DnsWay {
    std::string zone;
    std::string way;  // gate, forwarder, prefetch, internal
    std::vector<Address> resolvers;
};

struct Asset {
    std::string name;
    std::vector<AddressRange> addresses;
    std::string mac;
    std::string owner;
    std::string where;
};

struct RoleBinding {
    std::string role;
    std::string asset;  // name, or kInternet
    friend auto operator<=>(const RoleBinding&, const RoleBinding&) = default;
};

struct ProductSite {
    std::string id;
    bool enforce = false;
    std::vector<RoleBinding> roles;
    std::map<std::string, std::string> options;                  // only what the site sets
    std::map<std::string, std::vector<std::string>> parameters;  // only what is set, checked against its type
    // Written as [] by somebody who looked: there is none here. For readiness alone; nothing else knows them.
    std::set<std::string> no_roles, no_parameters;
    // Requirements that the site knows not to be enforced here, with the reason.
    std::set<std::string> out_of_reach;
    std::string out_of_reach_reason;
};

struct Exception {
    std::string id, from, to, reason, ticket, owner;
    Protocol protocol = Protocol::tcp;
    std::vector<PortRange> ports;
    Timestamp valid_from, valid_until;
};

// Traffic that is knowingly blocked when its product enforces. It allows nothing and blocks nothing: it
// closes a line of readiness (policy/readiness.hpp).
struct AcceptedBlock {
    std::string id, from, to, reason, ticket, owner;
    Protocol protocol = Protocol::tcp;
    std::vector<PortRange> ports;
};

// A collector of events: RFC 5424 over TCP with octet counting.
struct SyslogTarget {
    std::string name;
    Address address;
    std::uint16_t port = 601;
};

enum class Ungoverned : std::uint8_t { observe, pass, drop };

struct Site {
    std::string name;
    std::vector<Zone> zones;
    std::optional<Management> management;
    std::vector<DnsWay> dns;
    std::vector<std::string> dns_untouched;
    Ungoverned ungoverned_default = Ungoverned::observe;
    std::map<std::pair<std::string, std::string>, Ungoverned> ungoverned;  // by (from zone, to zone)
    std::vector<Asset> assets;
    std::vector<ProductSite> products;
    std::vector<profiles::Profile> local;  // local requirements, one entry a file
    std::vector<Exception> exceptions;
    std::vector<AcceptedBlock> accepted_blocks;
    std::vector<SyslogTarget> syslog;
    std::vector<Assertion> assertions;  // no part of the policy: it is held against them before it is applied
    std::vector<std::string> files;     // further files that the site names, relative to its own

    // What is checked but not used by this version; lint says so.
    std::vector<std::string> notices;

    [[nodiscard]] const Asset* asset(std::string_view asset_name) const;
    [[nodiscard]] const Zone* zone_of(const Address& address) const;  // null: in no zone's networks
};

}  // namespace portolan::policy
