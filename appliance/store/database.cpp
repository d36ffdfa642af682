#include "appliance/store/database.hpp"

#include <algorithm>
#include <limits>
#include <sqlite3.h>

#include <fmt/format.h>

namespace portolan::store {
namespace {

// A full disk and a broken file are told apart: the person who reads it mends them in different ways.
Failure failure(sqlite3* database, int code) {
    const char* path = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
    const std::string where = path == nullptr ? "" : path;
    const std::string said = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return fail(ErrorCode::io, "no space left for the store", where, "free disk space");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return fail(ErrorCode::bad_input, "the store is damaged (" + said + ")", where,
                        "move it aside and restore a backup");
        case SQLITE_INTERRUPT:
            return fail(ErrorCode::limit, "the query took longer than its deadline", where,
                        "ask for less: a shorter time or more filters");
        case SQLITE_CONSTRAINT:
            return fail(ErrorCode::bad_input, "the row contradicts one that is stored (" + said + ")", where);
        case SQLITE_TOOBIG:
            return fail(ErrorCode::limit, "a value is too large", where);
        default:
            return fail(ErrorCode::io, "store: " + said, where);
    }
}

// Often enough for a deadline of milliseconds, seldom enough to cost nothing.
constexpr int kInstructionsBetweenChecks = 20'000;

}  // namespace

struct Database::Connection {
    sqlite3* handle = nullptr;
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { sqlite3_close_v2(handle); }

    static int past_deadline(void* self) {
        return std::chrono::steady_clock::now() > static_cast<Connection*>(self)->deadline ? 1 : 0;
    }
};

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement& Statement::text(std::string_view value) {
    // An empty view may hold a null pointer, which SQLite would store as NULL.
    const char* data = value.empty() ? "" : value.data();
    bind_error_ |=
        sqlite3_bind_text64(statement_.get(), ++bound_, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::number(std::uint64_t value) {
    const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    const std::int64_t kept = static_cast<std::int64_t>(std::min(value, most));
    bind_error_ |= sqlite3_bind_int64(statement_.get(), ++bound_, kept);
    return *this;
}

Statement& Statement::time(Timestamp value) {
    bind_error_ |= sqlite3_bind_int64(statement_.get(), ++bound_, value.nanoseconds);
    return *this;
}

Statement& Statement::time(const std::optional<Timestamp>& value) {
    if (value) return time(*value);
    bind_error_ |= sqlite3_bind_null(statement_.get(), ++bound_);
    return *this;
}

Result<bool> Statement::step() {
    const int code = bind_error_ != SQLITE_OK ? bind_error_ : sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        bound_ = 0;
        return false;
    }
    Failure out = failure(database_, code);
    sqlite3_reset(statement_.get());
    bound_ = 0;
    bind_error_ = SQLITE_OK;
    return out;
}

Result<void> Statement::run() {
    while (TRY(step())) {
    }
    return {};
}

std::string Statement::text_at(int column) {
    const unsigned char* text = sqlite3_column_text(statement_.get(), column);
    if (text == nullptr) return {};
    const std::size_t size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return {reinterpret_cast<const char*>(text), size};
}

std::uint64_t Statement::number_at(int column) {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

Timestamp Statement::time_at(int column) {
    return Timestamp{sqlite3_column_int64(statement_.get(), column)};
}

std::optional<Timestamp> Statement::optional_time_at(int column) {
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
    return time_at(column);
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Mode mode) {
    std::unique_ptr<Connection> connection = std::make_unique<Connection>();
    const int flags =
        (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &connection->handle, flags, nullptr);
    if (code != SQLITE_OK) return failure(connection->handle, code);
    sqlite3_progress_handler(connection->handle, kInstructionsBetweenChecks, &Connection::past_deadline,
                             connection.get());
    // A reader can meet the writer only while the WAL is recovered or truncated: milliseconds.
    sqlite3_busy_timeout(connection->handle, 2000);
    return Database(std::move(connection));
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection_->handle, sql.data(), static_cast<int>(sql.size()), 0,
                                        &statement, nullptr);
    if (code != SQLITE_OK) return failure(connection_->handle, code);
    return Statement(connection_->handle, statement);
}

Result<void> Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(connection_->handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(connection_->handle, code);
    return {};
}

Result<std::uint64_t> Database::value(std::string_view sql) {
    Statement statement = TRY(prepare(sql));
    if (!TRY(statement.step())) return 0;
    return statement.number_at(0);
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(connection_->handle) == 0;
}

std::uint64_t Database::last_row() const {
    return static_cast<std::uint64_t>(sqlite3_last_insert_rowid(connection_->handle));
}

std::uint64_t Database::changes() const {
    return static_cast<std::uint64_t>(sqlite3_changes64(connection_->handle));
}

void Database::set_deadline(std::chrono::steady_clock::time_point deadline) {
    connection_->deadline = deadline;
}

}  // namespace portolan::store
