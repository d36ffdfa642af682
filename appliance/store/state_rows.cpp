#include "appliance/store/state_rows.hpp"

#include "appliance/store/column_json.hpp"

#include <fmt/format.h>

namespace portolan::store {
namespace {

// The clock may have been set back: no interval ends before it begins.
constexpr std::string_view kEndVerdict = R"sql(
UPDATE verdict_intervals SET ended = max(began, ?1) WHERE requirement = ?2 AND subject = ?3 AND ended IS NULL)sql";
constexpr std::string_view kSameVerdict = R"sql(
SELECT 1 FROM verdict_intervals WHERE requirement = ?1 AND subject = ?2 AND ended IS NULL
    AND product = ?3 AND verdict = ?4 AND reason = ?5 AND policy = ?6)sql";
constexpr std::string_view kPutVerdict = R"sql(
INSERT OR REPLACE INTO verdict_intervals
    (requirement, subject, product, verdict, reason, policy, evidence, began, ended)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))sql";

constexpr std::string_view kPutCoverage =
    "INSERT OR REPLACE INTO coverage_intervals (source, began, ended, reason) VALUES (?1, ?2, ?3, ?4)";

constexpr std::string_view kPutFinding = R"sql(
INSERT INTO findings (fid, kind, product, subject, peer, protocol, port, reason, requirement, state, opened,
    updated, closed, count, severity, role, szone, dzone, policy)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)
ON CONFLICT (fid) DO UPDATE SET kind = ?2, product = ?3, subject = ?4, peer = ?5, protocol = ?6, port = ?7,
    reason = ?8, requirement = ?9, state = ?10, opened = ?11, updated = ?12, closed = ?13, count = ?14,
    severity = ?15, role = ?16, szone = ?17, dzone = ?18, policy = ?19)sql";

Result<void> put_verdict(Database& database, const evidence::VerdictInterval& interval) {
    if (!interval.to) {
        Statement same = TRY(database.prepare(kSameVerdict));
        same.text(interval.requirement).text(interval.subject).text(interval.product);
        same.text(interval.verdict).text(interval.reason).text(interval.policy);
        if (TRY(same.step())) return {};
        Statement end = TRY(database.prepare(kEndVerdict));
        TRY_VOID(end.time(interval.from).text(interval.requirement).text(interval.subject).run());
    }
    Statement put = TRY(database.prepare(kPutVerdict));
    put.text(interval.requirement).text(interval.subject).text(interval.product).text(interval.verdict);
    put.text(interval.reason).text(interval.policy).text(list_json(interval.evidence));
    return put.time(interval.from).time(interval.to).run();
}

Result<void> put_coverage(Database& database, const evidence::CoverageInterval& interval) {
    if (!interval.to) {
        Statement open =
            TRY(database.prepare("SELECT 1 FROM coverage_intervals WHERE source = ? AND ended IS NULL"));
        if (TRY(open.text(interval.source).step())) return {};
    }
    Statement put = TRY(database.prepare(kPutCoverage));
    return put.text(interval.source).time(interval.from).time(interval.to).text(interval.reason).run();
}

}  // namespace

Result<void> write_verdicts(Database& database, const std::vector<evidence::VerdictInterval>& intervals) {
    for (const evidence::VerdictInterval& interval : intervals)
        TRY_VOID(put_verdict(database, interval));
    return {};
}

Result<void> write_coverage(Database& database, const std::vector<evidence::CoverageInterval>& intervals) {
    for (const evidence::CoverageInterval& interval : intervals)
        TRY_VOID(put_coverage(database, interval));
    return {};
}

Result<void> end_coverage(Database& database, Timestamp at, std::string_view reason) {
    Statement end = TRY(database.prepare(
        "UPDATE coverage_intervals SET ended = max(began, ?1), reason = ?2 WHERE ended IS NULL"));
    return end.time(at).text(reason).run();
}

Result<void> write_findings(Database& database, const std::vector<evidence::Finding>& findings) {
    if (findings.empty()) return {};
    Statement put = TRY(database.prepare(kPutFinding));
    for (const evidence::Finding& finding : findings) {
        const evidence::FindingIdentity& identity = finding.identity;
        put.text(finding.fid).text(identity.kind).text(identity.product).text(identity.subject);
        put.text(identity.peer).text(identity.protocol).number(identity.port).text(identity.reason);
        put.text(finding.requirement).flag(finding.state == evidence::FindingState::closed);
        put.time(finding.opened).time(finding.updated).time(finding.closed).number(finding.count);
        put.number(static_cast<std::uint64_t>(finding.severity)).text(finding.role);
        TRY_VOID(put.text(finding.szone).text(finding.dzone).text(finding.policy).run());
    }
    return {};
}

Result<void> write_audit(Database& database, const std::vector<evidence::AuditEntry>& entries) {
    if (entries.empty()) return {};
    Statement put = TRY(database.prepare(
        "INSERT INTO audit (at, who, origin, verb, what, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    for (const evidence::AuditEntry& entry : entries) {
        put.time(entry.at).text(entry.who).text(entry.from).text(entry.verb);
        TRY_VOID(put.text(entry.what).text(entry.outcome).run());
    }
    return {};
}

Result<void> write_users(Database& database, const Batch& batch) {
    if (batch.users.empty() && batch.removed_users.empty()) return {};
    Statement put =
        TRY(database.prepare("INSERT OR REPLACE INTO users (name, role, password_hash, created, disabled) "
                             "VALUES (?1, ?2, ?3, ?4, ?5)"));
    for (const evidence::User& user : batch.users) {
        put.text(user.name).text(evidence::user_role_name(user.role)).text(user.password_hash);
        TRY_VOID(put.time(user.created).flag(user.disabled).run());
    }
    Statement remove = TRY(database.prepare("DELETE FROM users WHERE name = ?"));
    for (const std::string& name : batch.removed_users)
        TRY_VOID(remove.text(name).run());
    return {};
}

}  // namespace portolan::store
