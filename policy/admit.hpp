// admit: what the policy says of a connection attempt from its first packet alone, and so all that the kernel
// does. Facts that a first packet does not carry (SNI, versions) are assess's business (assess.hpp).
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/transport.hpp"
#include "policy/policy.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

struct Attempt {
    Address from;
    Address to;
    Protocol protocol = Protocol::tcp;
    std::uint16_t port = 0;               // tcp and udp
    std::string icmp;                     // type by name; empty = not said
    std::vector<std::string> names;       // names the client resolved to `to`, normal form
    std::vector<std::string> from_names;  // names known for `from`
    // When; without it no exception is in force, and what has hours of the week is.
    std::optional<Timestamp> at = {};
};

struct Decision {
    enum class Kind : std::uint8_t { documented, prohibited, excepted, default_deny, ungoverned };
    Kind kind = Kind::ungoverned;
    bool allowed = false;  // as the documents say; whether it is enforced is the site's switch
    // Documenting ids, sorted and joined by commas; the prohibition's id; the exception's id;
    // "default-deny/ROLE/in|out"; "ungoverned/ZONE/ZONE". The kernel's mark is made from this text.
    std::string id;
    std::size_t product = kNoProduct;
    const Rule* deciding = nullptr;        // documented, prohibited
    std::vector<const Rule*> documenting;  // rules that admit, the deciding one first, one a requirement
    std::vector<const profiles::Requirement*> closed_lists;  // that document a default deny
    std::string role;                                        // whose default deny
    const CompiledException* exception = nullptr;
    // When exceptions or hours begin or end that would decide otherwise; none: it holds as long as the policy
    // does, or for three weeks.
    std::optional<Timestamp> valid_from, valid_until;

    static constexpr std::size_t kNoProduct = static_cast<std::size_t>(-1);
};

Decision admit(const Policy& policy, const Attempt& attempt);

// True where the rule speaks of the attempt: ends, protocol, port, ICMP type. Facts, `inactive` and hours are
// not looked at.
bool covers(const Rule& rule, const Attempt& attempt);
bool covers_service(const Rule& rule, const Attempt& attempt);  // protocol, port and type only

// Order in which documenting rules decide (docs/profiles.md): not restating, level, breadth,
// endpoints, file order.
bool decides_before(const Rule& a, const Rule& b);

// The decision where nothing documents or prohibits: default deny of a governed end, else ungoverned.
Decision undocumented(const Policy& policy, const Attempt& attempt);

// The decision that an exception in force makes.
Decision excepted(const CompiledException& exception);

// The decision of a set of rules that admit; sorts and de-duplicates them.
Decision documented(std::vector<const Rule*> rules);

}  // namespace portolan::policy
