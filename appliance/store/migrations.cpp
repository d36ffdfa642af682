#include "appliance/store/migrations.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace portolan::store {
namespace {

// "PORT" in ASCII, so that another program's file is not taken for ours.
constexpr std::uint64_t kApplicationId = 0x504F'5254;

// Times are nanoseconds since 1970, lists and pairs JSON text, addresses their text: a search by part of an
// address is worth the 14 bytes a row that binary ones would save.
constexpr std::string_view kStep1 = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
    number INTEGER PRIMARY KEY, hour INTEGER NOT NULL,
    initiator TEXT NOT NULL, responder TEXT NOT NULL, protocol TEXT NOT NULL, port INTEGER NOT NULL,
    decision TEXT NOT NULL, verdict TEXT NOT NULL, action TEXT NOT NULL, policy TEXT NOT NULL,
    product TEXT NOT NULL, requirement TEXT NOT NULL, also TEXT NOT NULL, reason TEXT NOT NULL,
    initiator_asset TEXT NOT NULL, initiator_zone TEXT NOT NULL,
    responder_asset TEXT NOT NULL, responder_zone TEXT NOT NULL,
    names TEXT NOT NULL, facts TEXT NOT NULL,
    flows INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL, answered INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX flows_merge ON flows
    (hour, initiator, responder, protocol, port, decision, verdict, action, policy);

CREATE TABLE activity (
    minute INTEGER NOT NULL, series TEXT NOT NULL,
    flows INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (minute, series)) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    decision TEXT PRIMARY KEY, mark INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL,
    at INTEGER NOT NULL, moved INTEGER NOT NULL, generation INTEGER NOT NULL,
    seen_packets INTEGER NOT NULL, seen_bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE verdict_intervals (
    number INTEGER PRIMARY KEY, requirement TEXT NOT NULL, product TEXT NOT NULL, subject TEXT NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER,
    policy TEXT NOT NULL, evidence TEXT NOT NULL,
    UNIQUE (requirement, subject, began)) STRICT;
CREATE UNIQUE INDEX verdict_now ON verdict_intervals (requirement, subject) WHERE ended IS NULL;

CREATE TABLE coverage_intervals (
    source TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER, reason TEXT NOT NULL,
    PRIMARY KEY (source, began)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX coverage_now ON coverage_intervals (source) WHERE ended IS NULL;

CREATE TABLE findings (
    fid TEXT PRIMARY KEY, kind TEXT NOT NULL, product TEXT NOT NULL, subject TEXT NOT NULL,
    peer TEXT NOT NULL, protocol TEXT NOT NULL, port INTEGER NOT NULL, reason TEXT NOT NULL,
    requirement TEXT NOT NULL, state INTEGER NOT NULL, opened INTEGER NOT NULL, updated INTEGER NOT NULL,
    closed INTEGER, count INTEGER NOT NULL, severity INTEGER NOT NULL, role TEXT NOT NULL,
    szone TEXT NOT NULL, dzone TEXT NOT NULL, policy TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX finding_open ON findings
    (kind, product, subject, peer, port, protocol, reason) WHERE state = 0;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, code TEXT NOT NULL, severity INTEGER NOT NULL,
    at INTEGER NOT NULL, text TEXT NOT NULL, fields TEXT NOT NULL,
    bytes INTEGER NOT NULL, -- of this row, roughly
    reach INTEGER NOT NULL) STRICT; -- sum of bytes of all events up to this one, dropped ones too
CREATE TABLE event_stream (
    one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL, reach INTEGER NOT NULL,
    warned INTEGER NOT NULL) STRICT;
INSERT INTO event_stream VALUES (1, 1, 0, 0);
CREATE TABLE event_cursors (
    target TEXT PRIMARY KEY, kept INTEGER NOT NULL, acknowledged INTEGER NOT NULL, at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, origin TEXT NOT NULL,
    verb TEXT NOT NULL, what TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE TABLE users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, created INTEGER NOT NULL,
    disabled INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// What persons attest. Rows are never changed but for revocation and reminder.
constexpr std::string_view kStep2 = R"sql(
CREATE TABLE attestations (
    id TEXT PRIMARY KEY, requirements TEXT NOT NULL, subject TEXT NOT NULL, said_by TEXT NOT NULL,
    statement TEXT NOT NULL, answers TEXT NOT NULL, evidence TEXT NOT NULL, sha256 TEXT NOT NULL,
    valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL, added_by TEXT NOT NULL, added INTEGER NOT NULL,
    revoked_by TEXT NOT NULL, revoked INTEGER, revoke_reason TEXT NOT NULL, reminded INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kSteps = {kStep1, kStep2};

Result<void> apply_steps(Database& database, std::uint64_t version, std::uint64_t newest) {
    for (std::size_t step = version; step < newest; ++step)
        TRY_VOID(database.execute(std::string(kSteps[step])));
    TRY_VOID(database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId)));
    return database.execute(fmt::format("PRAGMA user_version = {}", newest));
}

}  // namespace

std::uint64_t newest_schema() {
    return kSteps.size();
}

Result<void> migrate(Database& database, std::uint64_t newest) {
    const std::uint64_t version = TRY(database.value("PRAGMA user_version"));
    const std::uint64_t application = TRY(database.value("PRAGMA application_id"));
    const std::uint64_t tables = TRY(database.value("SELECT count(*) FROM sqlite_schema"));
    if (tables > 0 && application != kApplicationId)
        return fail(ErrorCode::bad_input, "the file is a database of another program");
    if (version > newest)
        return fail(
            ErrorCode::unsupported,
            fmt::format("the store has form {}, and this version knows forms up to {}", version, newest), {},
            "run the newer version, or restore a backup made by this one");
    if (version == newest) return {};
    TRY_VOID(database.execute("BEGIN IMMEDIATE"));
    Result<void> applied = apply_steps(database, version, newest);
    if (applied) applied = database.execute("COMMIT");
    if (!applied && database.in_transaction()) (void)database.execute("ROLLBACK");
    return applied;
}

}  // namespace portolan::store
