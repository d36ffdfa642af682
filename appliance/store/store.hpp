// The one writer of the appliance's database (SQLite, WAL). Batches wait in a bounded queue for a thread of
// the store's own, so that a slow disk never stops who produces them; each is answered once it is on disk.
//
//     Store store = TRY(Store::open({.path = "/var/lib/portolan/portolan.db"}, now));
//     TRY_VOID(store.write(std::move(batch), [](const Result<Acknowledgement>& done) { ... }));
//
// It does not read for others: see Reader. It refuses a database that a newer version wrote.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/store/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace portolan::store {

struct StoreOptions {
    std::string path = {};
    // Batches, not rows: at one batch in 100 ms the writer may stall for 25 s.
    std::size_t queue = 256;
    // The event spool's bounds, by bytes of its rows and by age; the oldest go first.
    std::uint64_t spool_bytes = 1ULL << 30U;
    std::int64_t spool_seconds = 7LL * 86400;
    // Bytes that the database may take; 0 = the disk's. Over it, writes fail like on a full disk.
    std::uint64_t database_bytes = 0;
    // Makes the event that tells of the spool. It is stored in the same transaction as the change. Called in
    // the writer's thread; without it such events are not written.
    std::function<evidence::Event(const SpoolChange&, Timestamp)> spool_event = {};
};

struct StoreStatus {
    std::size_t queued = 0;
    std::uint64_t written = 0;  // batches
    std::uint64_t refused = 0;  // batches that found the queue full
    std::uint64_t failed = 0;   // batches that the database refused
    std::string last_error;
};

class Store {
public:
    // Called in the writer's thread: hand on, don't work.
    using Done = std::function<void(const Result<Acknowledgement>&)>;

    // Opens or makes the database, brings it to this version's form, ends what a crash left open (coverage
    // intervals, at the last heartbeat: "server was down") and begins the coverage interval "server".
    static Result<Store> open(StoreOptions options, Timestamp now);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    // Writes what is queued, and leaves the stop unclean: see close.
    ~Store();

    // Fails with ErrorCode::limit where the queue is full (counted); then `done` is not called.
    Result<void> write(Batch batch, Done done);
    // The same, and waits. Not for the server's io thread.
    Result<Acknowledgement> write_and_wait(Batch batch);

    // Writes what is queued, ends the open coverage intervals ("stopped") and marks the stop as clean.
    Result<void> close(Timestamp now);

    [[nodiscard]] StoreStatus status() const;
    // A new id at each opening.
    [[nodiscard]] const std::string& boot() const;
    // The last run ended without close().
    [[nodiscard]] bool recovered() const;

private:
    class Writer;
    explicit Store(std::unique_ptr<Writer> writer);
    std::unique_ptr<Writer> writer_;
};

}  // namespace portolan::store
