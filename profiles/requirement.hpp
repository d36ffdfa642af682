// One documented requirement: its citation, what it does to the attempts it speaks of, and what decides it.
// The file format is documented in docs/profiles.md; the words are those of the design and of
// requirements.tsv.
#pragma once

#include "profiles/expectation.hpp"
#include "profiles/match.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace portolan::profiles {

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
    std::vector<Expectation> expects;  // what a probe or a person must find; all of them
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
