// How rows of the exact table look in text and in JSON: the same words for diff, search, check and why.
#pragma once

#include "policy/exact_rows.hpp"

#include <string>
#include <vector>

#include <boost/json.hpp>

namespace portolan::cli {

boost::json::array json_words(const std::vector<std::string>& words);
// "a, b, c and 12 more"; JSON has them all.
std::string some_words(const std::vector<std::string>& words);

// "print-pc -> any (**.example)  tcp/443"
std::string row_text(const policy::Row& row, const policy::NameClasses& names, const policy::Policy& policy);
// from[], to[], names[], services[] and witnesses[].
boost::json::object row_json(const policy::Row& row, const policy::NameClasses& names,
                             const policy::Policy& policy);

// "accept by DCA4-014, also DCA4-016"
std::string decision_text(const ruleset::Decision& decision, const policy::Deciding& deciding);
// action, decision, held_by, requirement, also[]
boost::json::object decision_json(const ruleset::Decision& decision, const policy::Deciding& deciding);

}  // namespace portolan::cli
