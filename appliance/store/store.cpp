#include "appliance/store/store.hpp"

#include "appliance/base/ulid.hpp"
#include "appliance/store/attestation_rows.hpp"
#include "appliance/store/event_spool.hpp"
#include "appliance/store/flow_rows.hpp"
#include "appliance/store/migrations.hpp"
#include "appliance/store/opening.hpp"
#include "appliance/store/retention.hpp"
#include "appliance/store/state_rows.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace portolan::store {
namespace {

struct Work {
    Batch batch;
    Store::Done done;
};

using Results = std::vector<Result<Acknowledgement>>;

Error cause(const Result<Acknowledgement>& result) {
    return result ? Error{ErrorCode::io, "the store's transaction ended by itself", {}, {}} : result.error();
}

// Whom a power cut must not take from: those that were told of it elsewhere (a SIEM, a person).
bool must_last(const Batch& batch) {
    return !batch.findings.empty() || !batch.events.empty() || !batch.audit.empty() || !batch.users.empty() ||
           !batch.removed_users.empty() || !batch.attestations.empty();
}

// How often rows are looked for that are past their time, and how many of a kind go at once: a few
// milliseconds of the writer's time.
constexpr std::int64_t kForgetEvery = 600'000'000'000;
constexpr std::uint64_t kForgottenAtOnce = 2000;

Result<Acknowledgement> write_rows(Database& database, const Batch& batch, const StoreOptions& options) {
    TRY_VOID(write_flows(database, batch.flows));
    TRY_VOID(write_counters(database, batch.counters));
    TRY_VOID(write_verdicts(database, batch.verdicts));
    TRY_VOID(write_coverage(database, batch.coverage));
    TRY_VOID(write_findings(database, batch.findings));
    TRY_VOID(write_audit(database, batch.audit));
    TRY_VOID(write_users(database, batch));
    TRY_VOID(write_attestations(database, batch.attestations));
    TRY_VOID(write_cursors(database, batch));
    const Acknowledgement numbers = TRY(write_events(database, batch.events));
    TRY_VOID(trim_events(database, options, batch.at));
    if (batch.at > Timestamp{}) TRY_VOID(write_heartbeat(database, batch.at));
    return numbers;
}

// A batch that fails leaves nothing behind, and those beside it in the transaction unharmed.
Result<Acknowledgement> write_guarded(Database& database, const Batch& batch, const StoreOptions& options) {
    TRY_VOID(database.execute("SAVEPOINT batch"));
    Result<Acknowledgement> out = write_rows(database, batch, options);
    // A full disk makes SQLite end the whole transaction itself.
    if (!out && database.in_transaction()) TRY_VOID(database.execute("ROLLBACK TO batch"));
    if (database.in_transaction()) TRY_VOID(database.execute("RELEASE batch"));
    return out;
}

}  // namespace

class Store::Writer {
public:
    Writer(StoreOptions options, Database database, Opening opening)
        : options_(std::move(options)),
          database_(std::move(database)),
          opening_(std::move(opening)),
          thread_([this] { work(); }) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { finish(); }

    Result<void> push(Work work) {
        const std::lock_guard lock(mutex_);
        if (stopping_) return fail(ErrorCode::io, "the store is closed");
        if (queue_.size() >= options_.queue) {
            ++status_.refused;
            return fail(ErrorCode::limit, "the store's queue is full: the disk is too slow");
        }
        queue_.push_back(std::move(work));
        wake_.notify_one();
        return {};
    }

    void finish() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            wake_.notify_one();
        }
        if (thread_.joinable()) thread_.join();
    }

    // Only after finish(): the thread owned the database until then.
    Result<void> mark_clean(Timestamp now) { return end_cleanly(database_, now); }

    StoreStatus status() const {
        const std::lock_guard lock(mutex_);
        StoreStatus out = status_;
        out.queued = queue_.size();
        return out;
    }
    const Opening& opening() const { return opening_; }

private:
    void work() {
        for (std::deque<Work> taken = take(); !taken.empty(); taken = take()) {
            const Results results = write_all(taken);
            for (std::size_t i = 0; i < taken.size(); ++i) {
                note(results[i]);
                if (taken[i].done) taken[i].done(results[i]);
            }
            forget(taken.back().batch.at);
        }
    }

    // All that waits: one fsync serves them together. Empty = the end.
    std::deque<Work> take() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        return std::exchange(queue_, {});
    }

    Results write_all(const std::deque<Work>& taken) {
        Result<void> whole = begin(taken);
        Results results;
        for (auto work = taken.begin(); whole && work != taken.end(); ++work) {
            results.push_back(write_guarded(database_, work->batch, options_));
            if (!database_.in_transaction()) whole = Failure(cause(results.back()));
        }
        if (whole) whole = commit();
        if (!whole) results.assign(taken.size(), Failure(whole.error()));
        return results;
    }

    // After the answers: nobody waits for it. What fails now is tried again.
    void forget(Timestamp now) {
        if (now.nanoseconds - forgotten_.nanoseconds < kForgetEvery) return;
        if (!database_.execute("BEGIN IMMEDIATE")) return;
        const Result<bool> more = forget_old_rows(database_, now, kForgottenAtOnce);
        const bool done = more && commit();
        if (!done && database_.in_transaction()) (void)database_.execute("ROLLBACK");
        if (done && !*more) forgotten_ = now;
    }

    Result<void> begin(const std::deque<Work>& taken) {
        bool lasting = false;
        for (const Work& work : taken)
            lasting = lasting || must_last(work.batch);
        TRY_VOID(database_.execute(lasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
        return database_.execute("BEGIN IMMEDIATE");
    }

    Result<void> commit() {
        Result<void> done = database_.execute("COMMIT");
        if (!done && database_.in_transaction()) TRY_VOID(database_.execute("ROLLBACK"));
        return done;
    }

    void note(const Result<Acknowledgement>& result) {
        const std::lock_guard lock(mutex_);
        ++(result ? status_.written : status_.failed);
        if (!result) status_.last_error = result.error().text();
    }

    StoreOptions options_;
    Database database_;
    Opening opening_;
    Timestamp forgotten_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Work> queue_;
    bool stopping_ = false;
    StoreStatus status_;
    std::thread thread_;  // last: it uses all the others
};

Store::Store(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(StoreOptions options, Timestamp now) {
    Database database = TRY(open_for_writing(options));
    Opening opening = TRY(begin_run(database, now));
    return Store(std::make_unique<Writer>(std::move(options), std::move(database), std::move(opening)));
}

Result<void> Store::write(Batch batch, Done done) {
    return writer_->push({std::move(batch), std::move(done)});
}

Result<Acknowledgement> Store::write_and_wait(Batch batch) {
    std::promise<Result<Acknowledgement>> promise;
    std::future<Result<Acknowledgement>> answer = promise.get_future();
    const auto done = [&promise](const Result<Acknowledgement>& result) { promise.set_value(result); };
    TRY_VOID(write(std::move(batch), done));
    return answer.get();
}

Result<void> Store::close(Timestamp now) {
    writer_->finish();
    return writer_->mark_clean(now);
}

StoreStatus Store::status() const {
    return writer_->status();
}

const std::string& Store::boot() const {
    return writer_->opening().boot;
}

bool Store::recovered() const {
    return writer_->opening().recovered;
}

}  // namespace portolan::store
