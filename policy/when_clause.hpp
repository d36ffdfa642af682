// Whether the `when` of a body holds at a site.
#pragma once

#include "policy/policy.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

// Why a clause does not hold ("option dwa is off", "parameter rtp_range is unset"), or empty.
std::string failed_clause(const std::vector<profiles::Clause>& when, const CompiledProduct& product);

}  // namespace portolan::policy
