// Beginning and end of a run of the store. Internal.
#pragma once

#include "appliance/store/database.hpp"
#include "appliance/store/store.hpp"

#include <string>

namespace portolan::store {

struct Opening {
    std::string boot;
    bool recovered = false;
};

Result<Database> open_for_writing(const StoreOptions& options);

// Ends what a crash left open, and begins this run.
Result<Opening> begin_run(Database& database, Timestamp now);

Result<void> write_heartbeat(Database& database, Timestamp now);

Result<void> end_cleanly(Database& database, Timestamp now);

}  // namespace portolan::store
