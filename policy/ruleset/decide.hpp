// The kernel's decision on a connection attempt, and its mark. The same code decides in the enforcer for
// learned names, when the ruleset's maps are made, and in the tests that hold the kernel against it;
// policy/admit.hpp says the same with the reasons, and a test holds both equal.
#pragma once

#include "policy/ruleset/ruleset.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace portolan::ruleset {

struct Attempt {
    Address from;
    Address to;
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;           // tcp and udp
    std::optional<std::string> icmp;  // type by name
    std::vector<std::string> names;   // that the client resolved to `to`
};

enum class Action : std::uint8_t {
    accept,
    would_block,  // let through because a product is in observe; counted
    drop,
};
std::string_view action_name(Action action);

struct Decision {
    // Documenting ids, sorted and joined by commas; a prohibition's id; "default-deny/ROLE/in|out";
    // "ungoverned/ZONE/ZONE".
    std::string id;
    // The product in observe that holds a block back, or empty. A default deny of one role can be held back
    // at one peer and not at another, so it is part of the mark.
    std::string held_by = {};
    Action action = Action::accept;

    [[nodiscard]] std::string key() const { return held_by.empty() ? id : id + "#held-by/" + held_by; }
    friend bool operator==(const Decision&, const Decision&) = default;
};

// The ct mark: the top 31 bits of SHA-256 of the key, so that it keeps its meaning across applies. Never 0.
std::uint32_t mark_of(std::string_view key);

Decision decide(const Ruleset& ruleset, const Attempt& attempt);

// Of the rules that speak of an attempt, in file order: what they say, or nothing where nothing documents or
// prohibits it.
std::optional<Decision> decide_rules(const Ruleset& ruleset, const std::vector<const Rule*>& rules);
// Default deny of a governed end, else ungoverned.
Decision decide_undocumented(const Ruleset& ruleset, const Address& from, const Address& to);

// Protocol, port and ICMP type only.
bool speaks_of_service(const Rule& rule, const Attempt& attempt);

// Of a governed address: the first role in order of the products, and the first product in observe.
struct Governed {
    std::string role;
    std::string held_by;
    friend auto operator<=>(const Governed&, const Governed&) = default;
};
// All governed addresses, split into sets of the same answer.
std::map<Governed, AddressSet> governed_sets(const Ruleset& ruleset);
std::optional<Governed> governed_at(const Ruleset& ruleset, const Address& address);

Decision default_deny(const std::string& role, bool out, const std::string& held_by);
Decision ungoverned(const Ruleset& ruleset, const std::string& from, const std::string& to);
// Every address is in one zone: those in no zone's networks are behind the first untrusted one.
std::map<std::string, AddressSet> zone_sets(const Ruleset& ruleset);

}  // namespace portolan::ruleset
