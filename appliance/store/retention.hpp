// How long rows are kept (DESIGN: flows 30 days, activity 13 months, states and audit 36 months). Open
// intervals and findings never go; events have bounds of their own, see event_spool.
#pragma once

#include "appliance/store/database.hpp"

namespace portolan::store {

// Removes what is too old, at most `most` rows of a kind, so that no batch waits long. True: there is more.
// Inside a transaction of the caller's.
Result<bool> forget_old_rows(Database& database, Timestamp now, std::uint64_t most);

}  // namespace portolan::store
