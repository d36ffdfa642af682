// Who may reach what: every box of the exact table between two sets of addresses, with what decides it. All
// that may reach an asset, all that an asset or a role may reach.
#pragma once

#include "policy/exact_rows.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace portolan::policy {

struct Reach {
    Row row;  // one decision
    Deciding deciding;
};
struct Search {
    std::shared_ptr<const Cells> cells;  // for names of rows
    // What is documented first, then what is excepted, what is prohibited, all the rest.
    std::vector<Reach> rows;
};

// Together the rows hold every attempt between the two; `at` as in diff.hpp. Names at addresses inside are
// left out: the enforcer learns none such.
Result<Search> search(const Policy& policy, const CellScope& scope, std::optional<Timestamp> at = {});

// Addresses of an asset's name, an address, prefix or range; an error names what is none of them.
Result<AddressSet> addresses_of(const Site& site, const std::string& text);
// Addresses and names of whoever plays "PRODUCT/ROLE".
Result<End> players_of(const Policy& policy, std::string_view text);

}  // namespace portolan::policy
