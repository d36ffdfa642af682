// What the kernel enforces of a policy: who may begin what, as plain data without YAML, roles, options or
// facts. The server makes it from a policy (policy/kernel_part.hpp) and sends it to the enforcer, which
// decides (decide.hpp) and renders nftables text (render.hpp) itself: no nft text ever comes from outside the
// enforcer.
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/name_pattern.hpp"
#include "appliance/base/transport.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::ruleset {

struct Service {
    Protocol protocol = Protocol::tcp;  // tcp or udp
    PortRange ports;
    friend auto operator<=>(const Service&, const Service&) = default;
};

// One body of one requirement that documents or prohibits attempts.
struct Rule {
    std::string id;             // requirement
    std::uint16_t product = 0;  // index into Ruleset::products
    bool prohibits = false;
    bool exception = false;  // of the site, of no product: decides where no other rule documents
    AddressSet from;
    AddressSet to;
    std::vector<NamePattern> names;  // or a name that the client resolved to the destination
    bool any_protocol = false;
    bool any_port = false;
    std::vector<Protocol> protocols;
    std::vector<Service> services;
    std::vector<std::string> icmp;  // type names (icmp_names.hpp); empty = any
};

// Names of a rule that is out of its hours now. They are learned all the same: when it opens, what clients
// then hold in their caches must do.
struct AwaitedNames {
    AddressSet from;
    std::vector<NamePattern> names;
};

struct GovernedRole {
    std::string role;
    AddressSet addresses;
};

struct Product {
    std::string id;
    bool enforce = false;
    std::vector<GovernedRole> governed;  // under default deny; file order decides which role gives the id
};

enum class Ungoverned : std::uint8_t { observe, pass, drop };

struct Zone {
    std::string id;
    std::string interface;
    AddressSet networks;
    bool untrusted = false;
    bool mirror = false;  // only seen, never forwarded
};

struct ZonePair {
    std::string from;
    std::string to;
    Ungoverned way = Ungoverned::observe;
};

// DNS way `gate`: questions of a zone's clients to one resolver come to a port of ours instead.
struct DnsGate {
    std::string interface;
    Address resolver;
    std::uint16_t port = 0;
};

// Always open, whatever the policy says: the way in for the administrator.
struct Management {
    std::string interface;
    AddressSet from;
    std::vector<std::uint16_t> ports;  // tcp
};

struct Ruleset {
    std::string policy;  // id of the policy, 64 hex digits
    std::vector<Product> products;
    std::vector<Rule> rules;  // in force only; file order
    std::vector<AwaitedNames> awaited;
    std::vector<Zone> zones;
    Ungoverned ungoverned_default = Ungoverned::observe;
    std::vector<ZonePair> ungoverned;
    std::vector<DnsGate> gates;
    std::optional<Management> management;
    // Addresses of one machine each, where an asset has several single ones: a client that asks over IPv4
    // connects over IPv6.
    std::vector<std::vector<Address>> machines;

    // Addresses of assets that an enforcing product governs: only there does the box drop.
    [[nodiscard]] AddressSet enforced() const;
};

}  // namespace portolan::ruleset
