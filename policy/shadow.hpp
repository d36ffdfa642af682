// Requirements that could be taken away without anybody noticing, and products that speak of the same: found
// on the exact table, so a union of others that covers one is seen too, and names by the patterns that hold
// them.
#pragma once

#include "policy/exact_rows.hpp"

#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

struct Shadow {
    enum class Kind : std::uint8_t {
        shadowed,   // it speaks of attempts, and never decides one
        redundant,  // it decides some, and without it each would end alike: let through, or blocked
    };
    Kind kind = Kind::shadowed;
    std::string product;
    std::string requirement;
    std::vector<std::string> by;  // what decides in its place, or covers it; together
    // Facts that it alone checks; then a flow's verdict may still need it.
    std::vector<std::string> facts;
    bool restates = false;  // it says in another sentence what others document
};
std::string_view shadow_name(Shadow::Kind kind);

// Two products that document or prohibit the same attempts.
struct Overlap {
    std::string product_a, product_b;
    std::vector<std::string> ids_a, ids_b;
    bool clash = false;  // one documents what the other prohibits
    Row row;             // a box of it; one decision
};

struct Shadows {
    std::vector<Shadow> shadows;
    std::vector<Overlap> overlaps;
};
// `at` as in diff.hpp. Exceptions may decide in place of a requirement, and never make one redundant: they
// end.
Result<Shadows> shadows(const Policy& policy, std::optional<Timestamp> at = {});

}  // namespace portolan::policy
