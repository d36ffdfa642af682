#include "appliance/store/reader.hpp"

#include "appliance/base/number.hpp"
#include "appliance/base/ulid.hpp"
#include "appliance/store/column_json.hpp"
#include "appliance/store/database.hpp"
#include "appliance/store/paging.hpp"

#include <limits>

namespace portolan::store {
namespace {

Result<std::vector<evidence::VerdictInterval>> read_verdicts(Statement& statement) {
    std::vector<evidence::VerdictInterval> out;
    while (TRY(statement.step())) {
        evidence::VerdictInterval row;
        row.requirement = statement.text_at(0);
        row.product = statement.text_at(1);
        row.subject = statement.text_at(2);
        row.verdict = statement.text_at(3);
        row.reason = statement.text_at(4);
        row.from = statement.time_at(5);
        row.to = statement.optional_time_at(6);
        row.policy = statement.text_at(7);
        row.evidence = TRY(parse_list(statement.text_at(8)));
        out.push_back(std::move(row));
    }
    return out;
}

evidence::User read_user(Statement& statement) {
    // A role that this version doesn't know gives the least rights.
    const auto role = evidence::parse_user_role(statement.text_at(1)).value_or(evidence::UserRole::viewer);
    return {statement.text_at(0), role, statement.text_at(2), statement.time_at(3), statement.flag_at(4)};
}

}  // namespace

Reader::Reader(std::unique_ptr<Database> database, std::chrono::milliseconds deadline)
    : database_(std::move(database)), deadline_(deadline) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::string& path, std::chrono::milliseconds deadline) {
    Database database = TRY(Database::open(path, Database::Mode::read_only));
    return Reader(std::make_unique<Database>(std::move(database)), deadline);
}

Database& Reader::begin() {
    database_->set_deadline(std::chrono::steady_clock::now() + deadline_);
    return *database_;
}

Result<std::vector<evidence::VerdictInterval>> Reader::verdict_history(const std::string& requirement) {
    Statement statement = TRY(begin().prepare(
        "SELECT requirement, product, subject, verdict, reason, began, ended, policy, evidence "
        "FROM verdict_intervals WHERE requirement = ? ORDER BY began DESC, number DESC LIMIT 500"));
    statement.text(requirement);
    return read_verdicts(statement);
}

Result<std::vector<evidence::VerdictInterval>> Reader::open_verdicts() {
    Statement statement = TRY(begin().prepare(
        "SELECT requirement, product, subject, verdict, reason, began, ended, policy, evidence "
        "FROM verdict_intervals WHERE ended IS NULL ORDER BY requirement, subject"));
    return read_verdicts(statement);
}

Result<std::vector<evidence::CoverageInterval>> Reader::coverage(Timestamp since) {
    Statement statement = TRY(begin().prepare(
        "SELECT source, began, ended, reason FROM coverage_intervals WHERE ended IS NULL OR ended >= ? "
        "ORDER BY began, source LIMIT 5000"));
    statement.time(since);
    std::vector<evidence::CoverageInterval> out;
    while (TRY(statement.step()))
        out.push_back({statement.text_at(0), statement.time_at(1), statement.optional_time_at(2),
                       statement.text_at(3)});
    return out;
}

Result<std::vector<evidence::CounterTotal>> Reader::counters() {
    Statement statement = TRY(
        begin().prepare("SELECT decision, mark, packets, bytes, at, moved FROM counters ORDER BY decision"));
    std::vector<evidence::CounterTotal> out;
    while (TRY(statement.step()))
        out.push_back({statement.text_at(0), static_cast<std::uint32_t>(statement.number_at(1)),
                       statement.number_at(2), statement.number_at(3), statement.time_at(4),
                       statement.time_at(5)});
    return out;
}

Result<std::vector<ActivityBucket>> Reader::activity(Timestamp from, std::uint64_t step) {
    constexpr std::uint64_t minute = 60;
    constexpr std::int64_t second = 1'000'000'000;
    if (step == 0 || step % minute != 0)
        return fail(ErrorCode::bad_input, "the step of activity is no multiple of 60 s");
    const std::uint64_t first = static_cast<std::uint64_t>(from.nanoseconds / (60 * second));
    Statement statement = TRY(begin().prepare(
        "SELECT (minute - ?1) / ?2 AS bucket, series, sum(flows), sum(packets), sum(bytes) FROM activity "
        "WHERE minute >= ?1 GROUP BY bucket, series ORDER BY bucket, series"));
    statement.number(first).number(step / minute);
    std::vector<ActivityBucket> out;
    while (TRY(statement.step())) {
        const std::uint64_t seconds = first * minute + statement.number_at(0) * step;
        out.push_back({Timestamp{static_cast<std::int64_t>(seconds) * second}, statement.text_at(1),
                       statement.number_at(2), statement.number_at(3), statement.number_at(4)});
    }
    return out;
}

Result<Page<evidence::AuditEntry>> Reader::audit(const PageRequest& page) {
    const Paging paging = TRY(numeric_paging(page));
    Database& database = begin();
    Statement statement = TRY(
        database.prepare("SELECT number, at, who, origin, verb, what, outcome FROM audit WHERE number < ?1 "
                         "ORDER BY number DESC LIMIT ?2"));
    statement.number(paging.before).number(paging.limit + 1);
    Page<evidence::AuditEntry> out;
    while (TRY(statement.step()))
        out.items.push_back({statement.number_at(0), statement.time_at(1), statement.text_at(2),
                             statement.text_at(3), statement.text_at(4), statement.text_at(5),
                             statement.text_at(6)});
    end_page(out, paging, [](const evidence::AuditEntry& entry) { return std::to_string(entry.number); });
    out.total = TRY(database.value(count_sql("SELECT 1 FROM audit")));
    return out;
}

Result<std::vector<evidence::User>> Reader::users() {
    Statement statement =
        TRY(begin().prepare("SELECT name, role, password_hash, created, disabled FROM users ORDER BY name"));
    std::vector<evidence::User> out;
    while (TRY(statement.step()))
        out.push_back(read_user(statement));
    return out;
}

Result<std::optional<evidence::User>> Reader::user(const std::string& name) {
    Statement statement =
        TRY(begin().prepare("SELECT name, role, password_hash, created, disabled FROM users WHERE name = ?"));
    if (!TRY(statement.text(name).step())) return std::optional<evidence::User>();
    return std::optional<evidence::User>(read_user(statement));
}

Result<std::vector<evidence::Event>> Reader::events(std::uint64_t from, std::size_t most) {
    Statement statement =
        TRY(begin().prepare("SELECT seq, id, code, severity, at, text, fields FROM events WHERE seq >= ?1 "
                            "ORDER BY seq LIMIT ?2"));
    statement.number(from).number(most);
    std::vector<evidence::Event> out;
    while (TRY(statement.step())) {
        evidence::Event event;
        event.seq = statement.number_at(0);
        event.id = statement.text_at(1);
        event.code = statement.text_at(2);
        event.severity = static_cast<evidence::Severity>(statement.number_at(3) & 7U);
        event.at = statement.time_at(4);
        event.text = statement.text_at(5);
        event.fields = TRY(parse_pairs(statement.text_at(6)));
        out.push_back(std::move(event));
    }
    return out;
}

Result<std::uint64_t> Reader::last_event() {
    return begin().value("SELECT next - 1 FROM event_stream");
}

Result<std::vector<EventCursor>> Reader::cursors() {
    Statement statement =
        TRY(begin().prepare("SELECT target, kept, acknowledged, at FROM event_cursors ORDER BY target"));
    std::vector<EventCursor> out;
    while (TRY(statement.step()))
        out.push_back(
            {statement.text_at(0), statement.number_at(1), statement.number_at(2), statement.time_at(3)});
    return out;
}

}  // namespace portolan::store
