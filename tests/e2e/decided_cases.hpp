// Compares the answers of `portolan explain --cases` with decided cases: verdicts counted apart for allow and
// deny, ids for the cases whose id is a flow, an endpoint or the default deny, and every difference in a line
// of its own.
#pragma once

#include "appliance/base/result.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::e2e {

struct DecidedCase {
    std::string id;
    std::string attempt;   // one line for people
    std::string expected;  // "allow" or "deny"
    std::string first_id;  // the id that the case names first
    std::set<std::string> right_ids;
};

// Reads either form by its header: `right_ids`, or `requirement_id`, `reason` ("also ...") and `also_right`.
Result<std::vector<DecidedCase>> parse_decided_cases(std::string_view tsv);

struct Share {
    std::size_t right = 0;
    std::size_t all = 0;
    [[nodiscard]] double percent() const {
        return all == 0 ? 100.0 : 100.0 * static_cast<double>(right) / static_cast<double>(all);
    }
};

struct CaseComparison {
    Share allow, deny, ids, all_ids;
    std::vector<std::string> differences;
    [[nodiscard]] std::string text() const;  // the figures, one line each
};

// `answers`: lines of case_id, allow|deny, id. `closed_lists`: ids that are the default deny under a name.
// `counted_kinds`: flow and endpoint ids; with the default deny they make `ids`.
CaseComparison compare_cases(const std::vector<DecidedCase>& cases, std::string_view answers,
                             const std::set<std::string>& closed_lists,
                             const std::set<std::string>& counted_kinds);

}  // namespace portolan::e2e
