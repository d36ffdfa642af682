// SQLite behind values: each call says in an Error what went wrong. Internal to the store.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/base/timestamp.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace portolan::store {

// One prepared statement. Parameters are bound in their order, columns read in theirs; text may hold any
// byte.
class Statement {
public:
    Statement& text(std::string_view value);
    Statement& number(std::uint64_t value);  // up to 2^63 - 1; more is kept as that
    Statement& flag(bool value) { return number(value ? 1 : 0); }
    Statement& time(Timestamp value);
    Statement& time(const std::optional<Timestamp>& value);  // absent = NULL

    // True: a row is there to be read. False: done; the statement may be bound and run again.
    Result<bool> step();
    // Runs a statement that yields no rows.
    Result<void> run();

    std::string text_at(int column);
    std::uint64_t number_at(int column);
    bool flag_at(int column) { return number_at(column) != 0; }
    Timestamp time_at(int column);
    std::optional<Timestamp> optional_time_at(int column);

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
    int bind_error_ = 0;
};

class Database {
public:
    enum class Mode { write, read_only };
    static Result<Database> open(const std::string& path, Mode mode);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    Result<Statement> prepare(std::string_view sql);
    Result<void> execute(const std::string& sql);  // one or more statements without parameters
    Result<std::uint64_t> value(
        std::string_view sql);  // first column of the first row; 0 where there is none
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] std::uint64_t last_row() const;
    // Rows that the last INSERT, UPDATE or DELETE touched.
    [[nodiscard]] std::uint64_t changes() const;
    // A statement that runs past this instant fails with ErrorCode::limit.
    void set_deadline(std::chrono::steady_clock::time_point deadline);

private:
    struct Connection;
    explicit Database(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace portolan::store
