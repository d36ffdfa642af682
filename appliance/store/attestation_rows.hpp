// Writing of attestations, inside a transaction of the caller's; Reader::attestations stands beside it.
#pragma once

#include "appliance/store/batch.hpp"
#include "appliance/store/database.hpp"

namespace portolan::store {

Result<void> write_attestations(Database& database, const std::vector<evidence::KeptAttestation>& rows);

}  // namespace portolan::store
