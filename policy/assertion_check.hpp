// Holds assertions against the exact table: over all addresses of both ends, all ports and all names, not
// over a sample.
#pragma once

#include "policy/assertions.hpp"
#include "policy/exact_rows.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

struct Broken {
    const Assertion* assertion = nullptr;
    std::string reason;  // "is let through", "is denied", "is not decided by DCA4-037", "nobody plays ..."
    std::vector<Row> boxes;    // where it does not hold, each with witnesses; none where an end is empty
    std::vector<Deciding> by;  // one a box
};

struct AssertionCheck {
    std::shared_ptr<const Cells> cells;  // for names of rows
    std::vector<Broken> broken;
};

// "allow": every attempt is accepted. "deny": none is; what a product in observe lets through counts as
// denied, since it is what the documents say that is asserted. `at` as in diff.hpp. Fails where an end names
// nothing that this site has.
Result<AssertionCheck> check_assertions(const Policy& policy, const std::vector<Assertion>& assertions,
                                        std::optional<Timestamp> at = {});

// The first broken one as an error with its place and a witness; nothing where all hold.
Result<void> hold_assertions(const Policy& policy, const std::vector<Assertion>& assertions,
                             std::optional<Timestamp> at = {});

}  // namespace portolan::policy
