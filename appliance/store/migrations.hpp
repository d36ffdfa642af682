// The form of the database, version by version. A step that shipped is never changed; a new one is added.
#pragma once

#include "appliance/store/database.hpp"

#include <cstdint>

namespace portolan::store {

// The version that this program writes.
std::uint64_t newest_schema();

// Applies the steps that the database lacks, in one transaction. Refuses files of other programs and
// databases of a newer version. `newest`: the form to stop at; an older one plays a program of the past.
Result<void> migrate(Database& database, std::uint64_t newest = newest_schema());

}  // namespace portolan::store
