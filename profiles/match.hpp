// The attempts that a requirement speaks of: roles, protocol, ports, names, addresses and facts.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/fact.hpp"
#include "appliance/base/name_pattern.hpp"
#include "appliance/base/transport.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace portolan::profiles {

using portolan::any_matches;
using portolan::NamePattern;

// Always there, in every profile and site: every address in no zone's network, of no asset, and not private.
inline constexpr std::string_view kInternetRole = "internet";

// What a control does to attempts. Flows and endpoints allow.
enum class Effect : std::uint8_t {
    allow,        // documents the attempt
    prohibit,     // beats every allow
    closed_list,  // "nothing else": the default deny under a name; never beats an allow
    restrict,     // adds facts to the requirements it applies to
    attest,       // no packet shows it; a person does
};

// Where a fact is checked: by the kernel on the first packet, by cutting the flow, by a probe, or only
// reported.
enum class Point : std::uint8_t { kernel, cut, probe, report };

// One clause of `when`: the option has one of the values, or (values empty) the parameter is set.
struct Clause {
    std::string name;
    std::vector<std::string> values;
    friend bool operator==(const Clause&, const Clause&) = default;
};

// A test on one fact. Values may come from parameters; where those are unset, a checked fact passes and a
// scope does not match: nothing is meant before the operator says what.
struct FactTest {
    enum class Op : std::uint8_t {
        one_of,   // equal to one of the values; values may be globs ("GET /x?*")
        none_of,  // equal to none of them
        any,      // TLS of any version: everything but "none" and "no"
        least,    // version at least the value ("1.2")
        names,    // one of the requirement's own names
        above,    // number over the parameter's ("51/s" against 50)
        reached,  // "N in W s": N at least the first parameter within at most the second
    };
    Fact fact = Fact::sni;
    Op op = Op::one_of;
    std::vector<std::string> values = {};
    std::vector<std::string> parameters = {};
    Point point = Point::report;
    bool must_be_seen = false;  // scope only: an attempt on which the fact was not seen is not meant
};

using PortSpec = std::variant<PortRange, std::string>;  // a range, or the parameter that names the ports

// One body of a requirement: which attempts it speaks of. A requirement has one, or several as alternatives.
struct Match {
    std::optional<Effect>
        effect;  // where a body does otherwise than its requirement: allow in the link, prohibit outside
    std::vector<Clause> when;       // all must hold
    std::vector<std::string> from;  // roles; empty = any
    std::vector<std::string> to;
    std::vector<std::string> to_not;  // roles whose players are left out
    std::vector<std::string> from_within, from_outside, within,
        outside;         // parameters bounding source, destination
    std::string during;  // parameter (window): outside of its hours an allow is not in force
    bool any_protocol = false;
    std::vector<Protocol> protocols;
    bool any_port = false;
    std::vector<PortSpec> ports;
    std::vector<std::string> icmp;  // type names; empty = any
    std::vector<NamePattern> names;
    std::vector<AddressRange> addresses;
    std::vector<FactTest> scope;  // part of what is meant: another value is another attempt
    std::vector<FactTest> facts;  // checked: another value deviates
};

}  // namespace portolan::profiles
