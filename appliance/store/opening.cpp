#include "appliance/store/opening.hpp"

#include "appliance/base/number.hpp"
#include "appliance/base/ulid.hpp"
#include "appliance/store/migrations.hpp"
#include "appliance/store/state_rows.hpp"

#include <limits>
#include <optional>
#include <sys/stat.h>

#include <fmt/format.h>

namespace portolan::store {
namespace {

// Flow rows are about 300 bytes: 8 KiB pages waste less of each than 4 KiB ones, and are read in one go.
constexpr std::uint64_t kPageBytes = 8192;

// Of page cache for the writer. Flows of the last hours and their index stay in it.
constexpr int kCacheKibibytes = 32 * 1024;

Result<std::string> meta(Database& database, std::string_view name) {
    Statement statement = TRY(database.prepare("SELECT value FROM meta WHERE name = ?"));
    if (!TRY(statement.text(name).step())) return std::string();
    return statement.text_at(0);
}

Result<void> set_meta(Database& database, std::string_view name, std::string_view value) {
    Statement statement = TRY(database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)"));
    return statement.text(name).text(value).run();
}

Result<void> set_pragmas(Database& database, const StoreOptions& options) {
    TRY_VOID(database.execute(fmt::format("PRAGMA page_size = {}", kPageBytes)));
    TRY_VOID(database.execute("PRAGMA journal_mode = WAL"));
    TRY_VOID(database.execute("PRAGMA synchronous = FULL"));
    TRY_VOID(database.execute(fmt::format("PRAGMA cache_size = -{}", kCacheKibibytes)));
    // After a checkpoint the WAL is cut to this; else a burst would hold its disk space for ever.
    TRY_VOID(database.execute("PRAGMA journal_size_limit = 67108864"));
    if (options.database_bytes == 0) return {};
    const std::uint64_t pages = options.database_bytes / kPageBytes;
    return database.execute(fmt::format("PRAGMA max_page_count = {}", pages));
}

Result<Timestamp> last_heartbeat(Database& database) {
    const std::string text = TRY(meta(database, "heartbeat"));
    const auto value = parse_decimal(text, std::numeric_limits<std::int64_t>::max());
    if (!value) return fail(ErrorCode::bad_input, "the store is damaged: no heartbeat");
    return Timestamp{static_cast<std::int64_t>(*value)};
}

Result<Opening> write_beginning(Database& database, Timestamp now) {
    const std::string before = TRY(meta(database, "boot"));
    const std::string stop = TRY(meta(database, "clean_stop"));
    Opening opening{make_ulid(now), !before.empty() && stop.empty()};
    if (opening.recovered) {
        const Timestamp heartbeat = TRY(last_heartbeat(database));
        TRY_VOID(end_coverage(database, heartbeat, "server was down"));
    }
    TRY_VOID(set_meta(database, "boot", opening.boot));
    TRY_VOID(set_meta(database, "clean_stop", ""));
    TRY_VOID(write_heartbeat(database, now));
    TRY_VOID(write_coverage(database, {{"server", now, std::nullopt, ""}}));
    return opening;
}

Result<void> write_end(Database& database, Timestamp now) {
    TRY_VOID(end_coverage(database, now, "stopped"));
    TRY_VOID(write_heartbeat(database, now));
    return set_meta(database, "clean_stop", now.text());
}

template <typename Value>
Result<Value> in_transaction(Database& database, Result<Value> (*rows)(Database&, Timestamp), Timestamp now) {
    TRY_VOID(database.execute("PRAGMA synchronous = FULL"));
    TRY_VOID(database.execute("BEGIN IMMEDIATE"));
    Result<Value> out = rows(database, now);
    Result<void> ended = database.execute(out ? "COMMIT" : "ROLLBACK");
    if (out && !ended) return Failure(ended.error());
    return out;
}

}  // namespace

Result<Database> open_for_writing(const StoreOptions& options) {
    // SQLite gives its WAL and index the rights of the database; password hashes are in it.
    const mode_t before = umask(0077);
    Result<Database> opened = Database::open(options.path, Database::Mode::write);
    umask(before);
    Database database = TRY(std::move(opened));
    TRY_VOID(set_pragmas(database, options));
    TRY_VOID(migrate(database));
    return database;
}

Result<Opening> begin_run(Database& database, Timestamp now) {
    return in_transaction(database, &write_beginning, now);
}

Result<void> write_heartbeat(Database& database, Timestamp now) {
    return set_meta(database, "heartbeat", std::to_string(now.nanoseconds));
}

Result<void> end_cleanly(Database& database, Timestamp now) {
    return in_transaction(database, &write_end, now);
}

}  // namespace portolan::store
