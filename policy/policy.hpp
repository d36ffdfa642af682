// The policy: profiles + site, compiled. A pure function of both; its id is the SHA-256 of their parsed,
// canonical form, so comments and key order don't change it. Immutable; everything that is asked of it is in
// admit.hpp (what the kernel does), assess.hpp (what facts change) and judge.hpp (requirements).
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/result.hpp"
#include "policy/parameter.hpp"
#include "policy/site.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace portolan::policy {

// A fact test with its parameters put in.
struct BoundTest {
    const profiles::FactTest* source = nullptr;
    std::vector<std::string> values;
    std::vector<std::uint64_t> numbers;
    bool unset = false;  // it names parameters and none is set
};

// Who can be at one end: addresses, or names that resolve to it.
struct End {
    AddressSet addresses;
    std::vector<profiles::NamePattern> names;
    [[nodiscard]] bool holds(const Address& address, const std::vector<std::string>& resolved) const {
        return addresses.contains(address) || profiles::any_matches(names, resolved);
    }
    [[nodiscard]] bool empty() const { return addresses.empty() && names.empty(); }
};

struct RulePorts {
    Protocol protocol = Protocol::tcp;
    PortRange ports;
    friend auto operator<=>(const RulePorts&, const RulePorts&) = default;
};

// One body of one requirement, with roles, parameters and options put in.
struct Rule {
    const profiles::Requirement* requirement = nullptr;
    const profiles::Match* body = nullptr;
    profiles::Effect effect = profiles::Effect::allow;  // of the body, else of the requirement
    std::size_t product = 0;                            // index into Policy::products
    End from;
    End to;
    bool any_protocol = false;
    std::vector<Protocol> protocols;
    bool any_port = false;
    std::vector<RulePorts> ports;
    std::vector<BoundTest> scope;
    std::vector<BoundTest> facts;
    const profiles::Requirement* restated =
        nullptr;  // whose rule this is a copy of, where the requirement only restates
    // Specificity of the destination: 0 = exact name or single address, 1 = wildcard, 2 = range or role.
    int breadth = 2;
    // Why the rule is not in force ("option dwa is off", "parameter rtp_range is unset"); empty = it is.
    std::string inactive;
    std::vector<TimeWindow> during;  // only while all of them are open; empty: at any time

    // The first of them that is closed, or null; without a time none is.
    [[nodiscard]] const TimeWindow* closed_at(const std::optional<Timestamp>& at) const;
};

struct Player {
    std::string asset;  // name, or kInternet
    AddressSet addresses;
};

struct CompiledProduct {
    const profiles::Profile* profile = nullptr;
    const ProductSite* site = nullptr;
    std::map<std::string, std::string> options;        // every option, with its value or default
    std::map<std::string, ParameterValue> parameters;  // the set ones
    std::map<std::string, End> bound;    // by role: whoever the site, the documents or a range make play it
    std::map<std::string, End> players;  // the same, inside `within`
    std::map<std::string, std::vector<Player>> assets;  // by role: the assets bound, directly or through is_a
    std::vector<std::pair<std::string, AddressSet>>
        governed;  // role, addresses under default deny; file order
};

// An exception of the site with its ends put in.
struct CompiledException {
    const Exception* source = nullptr;
    AddressSet from;
    AddressSet to;
    [[nodiscard]] bool in_force(Timestamp at) const;  // from valid_from to just before valid_until
};

class Policy {
public:
    // Never fails on a site that load_site accepted, but for clashes between products.
    static Result<Policy> compile(std::vector<profiles::Profile> library, Site site);

    [[nodiscard]] const std::string& id() const { return id_; }  // 64 hex digits
    [[nodiscard]] std::string short_id() const { return id_.substr(0, 12); }
    [[nodiscard]] const Site& site() const { return *site_; }
    [[nodiscard]] const std::vector<CompiledProduct>& products() const { return products_; }
    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
    [[nodiscard]] const std::vector<CompiledException>& exceptions() const { return exceptions_; }
    // Everything that plays the role `internet`.
    [[nodiscard]] const AddressSet& internet() const { return internet_; }
    // The asset at an address, or null; the smallest where several hold it.
    [[nodiscard]] const Asset* asset_at(const Address& address) const;
    // For the recorder: documented HTTP requests, and from each further address of an asset to its first.
    [[nodiscard]] std::vector<std::string> http_patterns() const;
    [[nodiscard]] std::unordered_map<Address, Address, AddressHash> same_machine() const;

private:
    Policy() = default;
    friend class Compiler;

    std::shared_ptr<const std::vector<profiles::Profile>> library_;  // rules point into both
    std::shared_ptr<const Site> site_;
    std::vector<CompiledProduct> products_;
    std::vector<Rule> rules_;
    std::vector<CompiledException> exceptions_;
    AddressSet internet_;
    std::unordered_map<Address, const Asset*, AddressHash> single_assets_;
    std::vector<std::pair<AddressRange, const Asset*>> range_assets_;
    std::string id_;
};

}  // namespace portolan::policy
