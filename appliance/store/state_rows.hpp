// Writing of what lasts: verdict and coverage intervals, findings, users, audit. Inside a transaction of the
// caller's.
#pragma once

#include "appliance/store/batch.hpp"
#include "appliance/store/database.hpp"

namespace portolan::store {

Result<void> write_verdicts(Database& database, const std::vector<evidence::VerdictInterval>& intervals);
Result<void> write_coverage(Database& database, const std::vector<evidence::CoverageInterval>& intervals);
// Ends every open interval.
Result<void> end_coverage(Database& database, Timestamp at, std::string_view reason);
Result<void> write_findings(Database& database, const std::vector<evidence::Finding>& findings);
Result<void> write_audit(Database& database, const std::vector<evidence::AuditEntry>& entries);
Result<void> write_users(Database& database, const Batch& batch);

}  // namespace portolan::store
