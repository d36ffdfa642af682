// What changes between two policies, exactly: each box of sources, destinations, services and names whose
// decision is another, with the requirements behind both and a witness. An attempt with at most one
// documented name is in a changed box exactly where the decision on it differs.
#pragma once

#include "policy/exact_rows.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace portolan::policy {

struct Change {
    enum class Kind : std::uint8_t {
        closes,  // let through before, blocked (or would be, in enforce) now
        opens,
        renamed,  // let through or blocked as before, but by other requirements or held back by another
                  // product
    };
    Kind kind = Kind::renamed;
    Row row;  // decisions: before, after
    Deciding before;
    Deciding after;
};
std::string_view change_name(Change::Kind kind);  // "closes", "opens", "other ids"

struct Diff {
    std::shared_ptr<const Cells> cells;  // for names of rows
    std::vector<Change> changes;         // what closes first, then what opens
    // The changed box that an attempt lies in, or null.
    [[nodiscard]] const Change* find(const ruleset::Attempt& attempt) const;
};

// At a time: with the exceptions in force then, and without requirements that are out of their hours. Without
// a time: no exception, and every requirement. Fails where a policy has no kernel part
// (policy/kernel_part.hpp).
Result<Diff> diff(const Policy& before, const Policy& after, std::optional<Timestamp> at = {});

}  // namespace portolan::policy
