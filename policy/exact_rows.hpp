// Cells of the exact table that end alike, put together to rows that a person reads: sources x destinations x
// services x names with one decision each, and a witness, one attempt of the row that can be sent.
#pragma once

#include "policy/cells.hpp"
#include "policy/policy.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

struct Witness {
    ruleset::Attempt attempt;                // `names`: that of the row, learned for `to`
    std::uint8_t icmp_type = 0;              // its number
    [[nodiscard]] std::string text() const;  // "10.1.0.10 -> 203.0.113.77 (x.example) tcp/443"
};

// Another service for the same ends.
void put_service(Witness& witness, const ServiceSet::Sample& service, bool v6);

struct Row {
    bool v6 = false;
    AddressSet from;
    AddressSet to;
    ServiceSet services;
    std::vector<std::size_t> names;            // classes; kOther: whatever name, or none
    std::vector<ruleset::Decision> decisions;  // one a ruleset
    std::vector<Witness> witnesses;            // one a name class

    [[nodiscard]] bool is_named() const { return names.front() != NameClasses::kOther; }
};

// Rows of the cells that `wanted` takes. Disjoint. Witnesses are addresses of the site's assets where there
// are such, and for names addresses outside, as only those can be learned.
std::vector<Row> rows_of(Cells& cells, const Policy& policy,
                         const std::function<bool(const Cells::Cell&)>& wanted);

// True where the attempt lies in the row. `name`: its class, by Cells::name_class.
bool holds(const Row& row, const ruleset::Attempt& attempt, std::size_t name);
// The row of one cell alone.
Row row_of(const Cells& cells, const Cells::Cell& cell, const Policy& policy);

// "the Internet", assets by name, then what is left as ranges; "any" for the whole family, "any but ..."
// where that is shorter.
std::vector<std::string> address_words(const AddressSet& addresses, bool v6, const Policy& policy);

// What the policy says of a row's witness at that time: the deciding requirement and the others that document
// it.
struct Deciding {
    std::string requirement;  // empty: an exception, default deny, ungoverned
    std::vector<std::string> also;
};
Deciding deciding_of(const Policy& policy, const Witness& witness, std::optional<Timestamp> at);

}  // namespace portolan::policy
