// Who plays which role of a product at this site. Private to the compiler.
#pragma once

#include "policy/policy.hpp"

namespace portolan::policy {

// Fills bound, players, assets and governed of `product`, whose options and parameters are already there.
void put_players(const profiles::Profile& profile, const Site& site, const AddressSet& internet,
                 CompiledProduct& product);

}  // namespace portolan::policy
