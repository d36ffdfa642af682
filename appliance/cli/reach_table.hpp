// Reach per requirement as `portolan site lint` prints it.
#pragma once

#include "policy/policy.hpp"

#include <string>

#include <boost/json/array.hpp>

namespace portolan::cli {

// One line a product: "dca4: 20 inline, 3 mirror, 5 none".
std::string reach_summary(const policy::Policy& policy, const std::string& file);
// One line a requirement in force: its reach, how many of its subjects, and what is in the way.
std::string reach_table(const policy::Policy& policy);
boost::json::array reach_json(const policy::Policy& policy);

}  // namespace portolan::cli
