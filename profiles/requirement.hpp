// One documented requirement: its citation, what it does to attempts, and the attempts it speaks of. The file
// format is documented in docs/profiles.md; the words are those of the design and of requirements.tsv.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/fact.hpp"
#include "appliance/base/name_pattern.hpp"
#include "appliance/base/transport.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
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

enum class Kind : std::uint8_t { flow, endpoint, control, observation };

// The `status` of requirements.tsv, in the order in which a higher level wins. `informational` documents
// nothing.
enum class Level : std::uint8_t {
    required,
    recommended,
    optional_default_on,
    conditional,
    optional_default_off,
    legacy,
    discouraged,
    informational
};

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

// What can decide a control or an observation, and every other requirement: packets seen, a probe that asks,
// or a person who attests.
enum class Decider : std::uint8_t { packets, probe, attestation };

// The languages of the pages and of the documents.
enum class Language : std::uint8_t { en, es, fr, pt };
inline constexpr std::size_t kLanguages = 4;

// A short title for people, by Language; empty where the profile gives none.
struct Title {
    std::array<std::string, kLanguages> texts;
    [[nodiscard]] const std::string& in(Language language) const {
        return texts.at(static_cast<std::size_t>(language));
    }
};

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
        outside;  // parameters bounding source, destination
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

// What the document leaves unclear or contradicts, and how it is read here. `other` are the options and
// parameters that take the other reading; empty where none does.
struct Ambiguity {
    std::string tag;  // "A5"
    std::string text;
    std::string reading;
    std::vector<Clause> other;
};

struct Requirement {
    std::string id;
    Kind kind = Kind::flow;
    Level level = Level::required;
    Effect effect = Effect::allow;
    std::string lines;
    std::string quote;
    std::string condition;       // in words, for people
    std::string application;     // "grpc", "snmp", ...
    std::string note;            // ambiguity and the reading taken
    bool reply_expected = true;  // false: a one-way notice, so silence is no failure
    std::vector<Match> bodies;
    // Restating requirements ("all communications use port 443") document what these ids document, within
    // their own protocol and ports; restrict controls apply to these ids.
    std::vector<std::string> applies_to;
    bool reverse_of_documented = false;  // closed list: the reverse of any documented flow
    std::vector<std::string> probes;
    Title title;
    bool of_vendor = false;  // the vendor speaks of itself: not counted against the customer
    // The best first; the loader fills in the default (docs/profiles.md). Empty: kept for the trace only.
    std::vector<Decider> decided_by;
    std::string evidence;          // with attestation: what the person must show
    unsigned validity_months = 0;  // with attestation: how long one holds; 0 where the profile doesn't say
    std::vector<Ambiguity> ambiguities;
    std::string where;

    [[nodiscard]] bool restates() const { return effect == Effect::allow && !applies_to.empty(); }
    [[nodiscard]] bool can_be_decided_by(Decider decider) const {
        return std::find(decided_by.begin(), decided_by.end(), decider) != decided_by.end();
    }
    [[nodiscard]] bool trace_only() const { return decided_by.empty(); }
    [[nodiscard]] bool decides() const { return effect != Effect::attest && kind != Kind::observation; }
};

}  // namespace portolan::profiles
