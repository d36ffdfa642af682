// Writing of flows, their activity, and counters. Inside a transaction of the caller's.
#pragma once

#include "appliance/store/batch.hpp"
#include "appliance/store/database.hpp"

namespace portolan::store {

Result<void> write_flows(Database& database, const std::vector<evidence::JudgedFlow>& flows);
Result<void> write_counters(Database& database, const std::vector<evidence::CounterSample>& samples);

}  // namespace portolan::store
