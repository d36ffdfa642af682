#include "appliance/syslog/tcp_sink.hpp"

#include "appliance/syslog/pace.hpp"
#include "appliance/syslog/tcp_connection.hpp"
#include "appliance/syslog/wakeup.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <poll.h>
#include <random>
#include <thread>
#include <utility>

namespace portolan::syslog {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{10'000};
// A connection that ends sooner was none: a proxy without a collector behind it accepts and closes.
constexpr milliseconds kProbation{1'000};
constexpr milliseconds kSaveEvery{1'000};
// While bytes are on their way: how soon their acknowledgement is noticed.
constexpr milliseconds kAcknowledgementCheck{50};
constexpr milliseconds kIdleCheck{1'000};
constexpr std::size_t kEventsPerRead = 256;
// Bytes that wait for the kernel to take them: enough to keep it busy.
constexpr std::size_t kPendingBytes = 256 * 1024;

}  // namespace

class TcpSink::Worker {
public:
    Worker(TcpTarget target, EventSource& source, CursorSink& cursors, std::uint64_t kept, OnChange on_change)
        : target_(std::move(target)),
          source_(source),
          cursors_(cursors),
          on_change_(std::move(on_change)),
          window_(target_.replay, kept),
          rate_(target_.rate, Clock::now()) {
        status_.kept = status_.acknowledged = kept;
        thread_ = std::thread([this] { run(); });
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker() {
        stopping_ = true;
        wakeup_.signal();
        thread_.join();
    }

    void notify() const { wakeup_.signal(); }
    SinkStatus status() const {
        const std::lock_guard lock(mutex_);
        return status_;
    }

private:
    struct Saved {
        std::uint64_t kept = 0;
        std::uint64_t acknowledged = 0;
        friend bool operator==(const Saved&, const Saved&) = default;
    };

    void run() {
        save();  // from now on the spool waits for this target, even if it never answers
        while (!stopping_) {
            const Result<void> ended = serve();
            save();
            if (stopping_) return;
            change(SinkState::down, ended ? "the connection ended" : ended.error().message);
            wait_before_retry();
        }
    }

    // One connection, from its beginning to its end.
    Result<void> serve() {
        TcpConnection connection = TRY(connect());
        begin();
        while (!stopping_) {
            // In this order: what a connection that is broken says of its queue means nothing.
            const std::uint64_t acknowledged = TRY(connection.acknowledged());
            TRY_VOID(connection.check_open());
            window_.acknowledge(acknowledged, Clock::now());
            note_progress();
            TRY_VOID(fill());
            TRY_VOID(flush(connection));
            wait(connection);
        }
        return {};
    }

    Result<TcpConnection> connect() {
        TcpConnection connection = TRY(TcpConnection::start(target_.address, target_.port));
        const SteadyTime deadline = Clock::now() + kConnectTimeout;
        pollfd waited{connection.descriptor(), POLLOUT, 0};
        while (!stopping_ && poll(&waited, 1, 0) == 0) {
            if (Clock::now() > deadline) return fail(ErrorCode::io, "cannot connect: no answer");
            wakeup_.wait(connection.descriptor(), POLLOUT, kIdleCheck);
        }
        TRY_VOID(connection.finish());
        return connection;
    }

    void begin() {
        window_.restart();
        pending_.clear();
        began_ = Clock::now();
        const std::lock_guard lock(mutex_);
        ++status_.connections;
    }

    // Lines for the kernel to take, as far as the rate and the room for them go.
    Result<void> fill() {
        more_ = false;
        if (pending_.size() >= kPendingBytes) return {};
        const std::size_t allowed = std::min(rate_.allowance(Clock::now()), kEventsPerRead);
        if (allowed == 0) {
            more_ = true;
            return {};
        }
        const std::vector<evidence::Event> events = TRY(source_.read(window_.next(), allowed));
        for (const evidence::Event& event : events) {
            const std::string framed = octet_counted(rfc5424_line(event, target_.line));
            window_.add(event.seq, framed.size());
            pending_ += framed;
        }
        rate_.spend(events.size());
        more_ = events.size() == allowed;
        const std::lock_guard lock(mutex_);
        status_.sent += events.size();
        return {};
    }

    Result<void> flush(TcpConnection& connection) {
        std::size_t sent = 0;
        while (sent < pending_.size()) {
            const std::size_t taken = TRY(connection.send(std::string_view(pending_).substr(sent)));
            if (taken == 0) break;
            sent += taken;
        }
        pending_.erase(0, sent);
        return {};
    }

    void wait(const TcpConnection& connection) {
        const bool on_the_way = window_.acknowledged() + 1 < window_.next();
        milliseconds most = on_the_way || up_since_ != began_ ? kAcknowledgementCheck : kIdleCheck;
        // The rate gives a batch in a few milliseconds.
        if (more_ && pending_.empty()) most = milliseconds(5);
        const short events = static_cast<short>(pending_.empty() ? POLLIN : POLLIN | POLLOUT);
        wakeup_.wait(connection.descriptor(), events, most);
    }

    void note_progress() {
        {
            const std::lock_guard lock(mutex_);
            status_.acknowledged = window_.acknowledged();
            status_.kept = window_.kept();
        }
        if (up_since_ != began_ && Clock::now() - began_ >= kProbation) {
            up_since_ = began_;
            backoff_.reset();
            change(SinkState::up, {});
        }
        if (Clock::now() - saved_at_ >= kSaveEvery) save();
    }

    void save() {
        const Saved now{window_.kept(), window_.acknowledged()};
        if (now == saved_) return;
        cursors_.save(target_.name, now.kept, now.acknowledged);
        saved_ = now;
        saved_at_ = Clock::now();
    }

    void change(SinkState state, const std::string& reason) {
        {
            const std::lock_guard lock(mutex_);
            status_.last_error = reason;
            if (std::exchange(status_.state, state) == state) return;
        }
        if (on_change_) on_change_(state, reason);
    }

    void wait_before_retry() {
        const SteadyTime until = Clock::now() + backoff_.next(static_cast<std::uint32_t>(random_()));
        // New events are no reason to try sooner.
        for (SteadyTime now = Clock::now(); !stopping_ && now < until; now = Clock::now())
            wakeup_.wait(-1, 0, std::chrono::ceil<milliseconds>(until - now));
    }

    const TcpTarget target_;
    EventSource& source_;
    CursorSink& cursors_;
    const OnChange on_change_;
    Wakeup wakeup_;
    std::atomic<bool> stopping_ = false;

    // Of the thread alone.
    ReplayWindow window_;
    DrainRate rate_;
    Backoff backoff_;
    std::random_device random_;
    std::string pending_;
    bool more_ = false;  // events wait for the rate
    SteadyTime began_;
    SteadyTime up_since_;
    SteadyTime saved_at_;
    std::optional<Saved> saved_;

    mutable std::mutex mutex_;
    SinkStatus status_;
    std::thread thread_;
};

TcpSink::TcpSink(TcpTarget target, EventSource& source, CursorSink& cursors, std::uint64_t kept,
                 OnChange on_change)
    : worker_(std::make_unique<Worker>(std::move(target), source, cursors, kept, std::move(on_change))) {}
TcpSink::~TcpSink() = default;

void TcpSink::notify() {
    worker_->notify();
}

SinkStatus TcpSink::status() const {
    return worker_->status();
}

}  // namespace portolan::syslog
