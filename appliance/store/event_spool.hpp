// The events that syslog targets have still to get, numbered without gaps, bounded by bytes and age. Inside a
// transaction of the caller's.
#pragma once

#include "appliance/store/batch.hpp"
#include "appliance/store/database.hpp"
#include "appliance/store/store.hpp"

namespace portolan::store {

// Numbers and stores the events.
Result<Acknowledgement> write_events(Database& database, const std::vector<evidence::Event>& events);

Result<void> write_cursors(Database& database, const Batch& batch);

// Drops what is over the bounds, and stores the events that tell of it.
Result<void> trim_events(Database& database, const StoreOptions& options, Timestamp now);

}  // namespace portolan::store
