#include "appliance/store/event_spool.hpp"

#include "appliance/store/column_json.hpp"

#include <algorithm>

namespace portolan::store {
namespace {

// Of a row besides its texts: numbers, record header, its share of the page.
constexpr std::uint64_t kRowBytes = 64;

struct Stream {
    std::uint64_t next = 1;
    std::uint64_t reach = 0;  // bytes of all events ever stored
    bool warned = false;
};

Result<Stream> read_stream(Database& database) {
    Statement statement = TRY(database.prepare("SELECT next, reach, warned FROM event_stream"));
    if (!TRY(statement.step())) return fail(ErrorCode::bad_input, "the store is damaged: no event stream");
    return Stream{statement.number_at(0), statement.number_at(1), statement.flag_at(2)};
}

Result<void> write_stream(Database& database, const Stream& stream) {
    Statement statement = TRY(database.prepare("UPDATE event_stream SET next = ?1, reach = ?2, warned = ?3"));
    return statement.number(stream.next).number(stream.reach).flag(stream.warned).run();
}

Result<void> append(Statement& statement, Stream& stream, const evidence::Event& event) {
    const std::string fields = pairs_json(event.fields);
    const std::uint64_t bytes =
        kRowBytes + event.id.size() + event.code.size() + event.text.size() + fields.size();
    stream.reach += bytes;
    statement.number(stream.next++).text(event.id).text(event.code);
    statement.number(static_cast<std::uint64_t>(event.severity)).time(event.at).text(event.text).text(fields);
    return statement.number(bytes).number(stream.reach).run();
}

// How far the slowest target has come; beyond all events where there is no target, since none waits for them.
Result<std::uint64_t> slowest(Database& database, const Stream& stream) {
    Statement statement = TRY(database.prepare("SELECT min(acknowledged), count(*) FROM event_cursors"));
    if (!TRY(statement.step()) || statement.number_at(1) == 0) return stream.next;
    return statement.number_at(0);
}

// Sum of bytes up to the event, or up to the last dropped one where it is dropped itself.
Result<std::uint64_t> reach_of(Database& database, const Stream& stream, std::uint64_t seq) {
    Statement statement =
        TRY(database.prepare("SELECT reach - bytes FROM events WHERE seq > ?1 ORDER BY seq LIMIT 1"));
    if (!TRY(statement.number(seq).step())) return stream.reach;
    return statement.number_at(0);
}

// First event that stays, by size. A tenth at once, so that a full spool tells of its losses ten times in its
// length and not with every batch.
Result<std::uint64_t> first_within_bytes(Database& database, const Stream& stream, std::uint64_t limit) {
    const std::uint64_t start = TRY(reach_of(database, stream, 0));
    if (stream.reach - start <= limit) return 0;
    Statement statement = TRY(database.prepare("SELECT min(seq) FROM events WHERE reach - bytes >= ?1"));
    const std::uint64_t keep = limit - limit / 10;
    if (!TRY(statement.number(stream.reach - std::min(keep, stream.reach)).step())) return 0;
    return statement.number_at(0) == 0 ? stream.next : statement.number_at(0);
}

// First event that stays, by age; again a part at once.
Result<std::uint64_t> first_within_age(Database& database, const Stream& stream, std::int64_t seconds,
                                       Timestamp now) {
    constexpr std::int64_t second = 1'000'000'000;
    Statement oldest = TRY(database.prepare("SELECT at FROM events ORDER BY seq LIMIT 1"));
    if (!TRY(oldest.step())) return 0;
    const std::int64_t slack = seconds / 20;
    if (oldest.time_at(0).nanoseconds >= now.nanoseconds - (seconds + slack) * second) return 0;
    Statement first = TRY(database.prepare("SELECT seq FROM events WHERE at >= ?1 ORDER BY seq LIMIT 1"));
    if (!TRY(first.time(Timestamp{now.nanoseconds - seconds * second}).step())) return stream.next;
    return first.number_at(0);
}

// Drops all before `first`. What is told reaches back to the slowest target's cursor, and not only to the
// oldest event of now: the event that told of an earlier loss may be among those that go.
Result<SpoolChange> drop_before(Database& database, std::uint64_t first, std::uint64_t taken) {
    SpoolChange change{SpoolChange::Kind::dropped, 0, 0, 0, 0};
    if (first > taken + 1) {
        change.first_event = taken + 1;
        change.last_event = first - 1;
    }
    Statement statement = TRY(database.prepare("DELETE FROM events WHERE seq < ?1"));
    TRY_VOID(statement.number(first).run());
    return change;
}

Result<void> tell(Database& database, const StoreOptions& options, SpoolChange change, Timestamp now) {
    if (!options.spool_event) return {};
    change.limit = options.spool_bytes;
    TRY_VOID(write_events(database, {options.spool_event(change, now)}));
    return {};
}

Result<void> drop_excess(Database& database, const StoreOptions& options, Timestamp now) {
    const Stream stream = TRY(read_stream(database));
    const std::uint64_t by_bytes = TRY(first_within_bytes(database, stream, options.spool_bytes));
    const std::uint64_t by_age = TRY(first_within_age(database, stream, options.spool_seconds, now));
    const std::uint64_t first = std::max(by_bytes, by_age);
    if (first == 0) return {};
    const std::uint64_t taken = TRY(slowest(database, stream));
    SpoolChange change = TRY(drop_before(database, first, taken));
    if (change.last_event == 0) return {};
    change.bytes = stream.reach - TRY(reach_of(database, stream, taken));
    return tell(database, options, change, now);
}

Result<void> warn_when_filling(Database& database, const StoreOptions& options, Timestamp now) {
    Stream stream = TRY(read_stream(database));
    const std::uint64_t taken = TRY(slowest(database, stream));
    const std::uint64_t waiting = stream.reach - TRY(reach_of(database, stream, taken));
    const std::uint64_t tenth = options.spool_bytes / 10;
    if (stream.warned && waiting < 6 * tenth) {
        stream.warned = false;
        return write_stream(database, stream);
    }
    if (stream.warned || waiting < 8 * tenth) return {};
    stream.warned = true;
    TRY_VOID(write_stream(database, stream));
    return tell(database, options, {SpoolChange::Kind::nearly_full, waiting, 0, 0, 0}, now);
}

}  // namespace

Result<Acknowledgement> write_events(Database& database, const std::vector<evidence::Event>& events) {
    if (events.empty()) return Acknowledgement{};
    Stream stream = TRY(read_stream(database));
    const std::uint64_t first = stream.next;
    Statement statement =
        TRY(database.prepare("INSERT INTO events (seq, id, code, severity, at, text, fields, bytes, reach) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    for (const evidence::Event& event : events)
        TRY_VOID(append(statement, stream, event));
    TRY_VOID(write_stream(database, stream));
    return Acknowledgement{first, stream.next - 1};
}

Result<void> write_cursors(Database& database, const Batch& batch) {
    if (batch.cursors.empty() && batch.removed_targets.empty()) return {};
    Statement put = TRY(
        database.prepare("INSERT INTO event_cursors (target, kept, acknowledged, at) VALUES (?1, ?2, ?3, ?4) "
                         "ON CONFLICT (target) DO UPDATE SET kept = max(kept, ?2), acknowledged = "
                         "max(acknowledged, ?3), at = ?4"));
    for (const EventCursor& cursor : batch.cursors) {
        put.text(cursor.target).number(cursor.kept).number(cursor.acknowledged);
        TRY_VOID(put.time(cursor.at).run());
    }
    Statement remove = TRY(database.prepare("DELETE FROM event_cursors WHERE target = ?"));
    for (const std::string& target : batch.removed_targets)
        TRY_VOID(remove.text(target).run());
    return {};
}

Result<void> trim_events(Database& database, const StoreOptions& options, Timestamp now) {
    TRY_VOID(drop_excess(database, options, now));
    return warn_when_filling(database, options, now);
}

}  // namespace portolan::store
