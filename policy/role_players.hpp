// Who plays which role of a product at this site. Private to the compiler and to judge's subjects.
#pragma once

#include "policy/policy.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

// Fills bound, players, assets and governed of `product`, whose options and parameters are already there.
void put_players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
                 CompiledProduct& product);

// Why none of `roles` is played ("role pbx is unbound", "parameter printer_ranges is unset").
std::string nobody_plays(const std::vector<std::string>& roles, const CompiledProduct& product);

}  // namespace portolan::policy
