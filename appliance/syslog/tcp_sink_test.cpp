#include "appliance/syslog/tcp_sink.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

// No test waits for a time to go by, only for something to happen; this ends one that would wait for ever.
constexpr int kPatienceMilliseconds = 60'000;

class Memory : public EventSource, public CursorSink {
public:
    void add(int count) {
        const std::lock_guard lock(mutex_);
        for (int i = 0; i < count; ++i) {
            evidence::Event event;
            event.seq = events_.size() + 1;
            event.id = "id" + std::to_string(event.seq);
            event.code = "PT4001";
            event.text = "text";
            events_.push_back(event);
        }
    }
    Result<std::vector<evidence::Event>> read(std::uint64_t from, std::size_t most) override {
        const std::lock_guard lock(mutex_);
        std::vector<evidence::Event> out;
        for (std::uint64_t seq = from; seq <= events_.size() && out.size() < most; ++seq)
            out.push_back(events_[seq - 1]);
        return out;
    }
    void save(const std::string& target, std::uint64_t kept, std::uint64_t acknowledged) override {
        const std::lock_guard lock(mutex_);
        target_ = target;
        kept_ = kept;
        acknowledged_ = acknowledged;
        saved_.notify_all();
    }
    std::uint64_t wait_saved(std::uint64_t acknowledged) {
        std::unique_lock lock(mutex_);
        saved_.wait_for(lock, std::chrono::milliseconds(kPatienceMilliseconds),
                        [this, acknowledged] { return acknowledged_ >= acknowledged; });
        return acknowledged_;
    }
    std::string target() {
        const std::lock_guard lock(mutex_);
        return target_;
    }
    std::uint64_t kept() {
        const std::lock_guard lock(mutex_);
        return kept_;
    }

private:
    std::mutex mutex_;
    std::condition_variable saved_;
    std::vector<evidence::Event> events_;
    std::string target_;
    std::uint64_t kept_ = 0;
    std::uint64_t acknowledged_ = 0;
};

// A collector that takes one connection at a time, frame by frame.
class Collector {
public:
    explicit Collector(std::uint16_t port = 0) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int one = 1;
        setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(listen(listener_, 8), 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;
    ~Collector() {
        hang_up();
        close(listener_);
    }

    void take() {
        EXPECT_TRUE(readable(listener_));
        connection_ = accept(listener_, nullptr, nullptr);
        buffer_.clear();
    }
    void hang_up() {
        if (connection_ >= 0) close(connection_);
        connection_ = -1;
    }
    // Sends a reset, as the kernel of a killed collector with unread data does.
    void reset() {
        const linger none{1, 0};
        setsockopt(connection_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        hang_up();
    }
    // The seq of the next frame; 0 where the connection ended or the frame is none.
    std::uint64_t next_seq() {
        const std::string line = next_line();
        const std::size_t at = line.find(" seq=\"");
        std::uint64_t seq = 0;
        if (at != std::string::npos) std::from_chars(line.data() + at + 6, line.data() + line.size(), seq);
        return seq;
    }
    std::uint16_t port() const { return port_; }

private:
    static bool readable(int descriptor) {
        pollfd waited{descriptor, POLLIN, 0};
        return poll(&waited, 1, kPatienceMilliseconds) == 1;
    }
    bool receive() {
        std::array<char, 4096> bytes{};
        const ssize_t got = readable(connection_) ? recv(connection_, bytes.data(), bytes.size(), 0) : 0;
        if (got > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
        return got > 0;
    }
    std::string next_line() {
        std::size_t space = std::string::npos;
        while ((space = buffer_.find(' ')) == std::string::npos)
            if (!receive()) return {};
        std::size_t length = 0;
        std::from_chars(buffer_.data(), buffer_.data() + space, length);
        while (buffer_.size() < space + 1 + length)
            if (!receive()) return {};
        std::string line = buffer_.substr(space + 1, length);
        buffer_.erase(0, space + 1 + length);
        return line;
    }

    int listener_ = -1;
    int connection_ = -1;
    std::uint16_t port_ = 0;
    std::string buffer_;
};

struct Changes {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<SinkState> states;
    std::string reason;

    TcpSink::OnChange recorder() {
        return [this](SinkState state, const std::string& why) {
            const std::lock_guard lock(mutex);
            states.push_back(state);
            reason = why;
            changed.notify_all();
        };
    }
    std::vector<SinkState> wait(std::size_t count) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::milliseconds(kPatienceMilliseconds),
                         [this, count] { return states.size() >= count; });
        return states;
    }
};

TcpTarget target_at(std::uint16_t port) {
    TcpTarget out;
    out.name = "siem";
    out.address = *Address::parse("127.0.0.1");
    out.port = port;
    out.line.hostname = "gate.example";
    out.rate = 100'000;
    return out;
}

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint64_t> out;
    for (std::uint64_t seq = first; seq <= last; ++seq)
        out.push_back(seq);
    return out;
}

std::vector<std::uint64_t> take(Collector& collector, std::size_t count) {
    std::vector<std::uint64_t> out;
    while (out.size() < count && (out.empty() || out.back() != 0))
        out.push_back(collector.next_seq());
    return out;
}

TEST(TcpSink, SendsAllInOrderAndSavesTheCursor) {
    Memory memory;
    Collector collector;
    memory.add(1000);
    {
        TcpSink sink(target_at(collector.port()), memory, memory, 0, nullptr);
        collector.take();
        EXPECT_EQ(take(collector, 1000), numbers(1, 1000));
        memory.add(5);
        sink.notify();
        EXPECT_EQ(take(collector, 5), numbers(1001, 1005));
        EXPECT_EQ(memory.wait_saved(1005), 1005U);
    }
    EXPECT_EQ(memory.kept(), 0U);  // all of it is younger than the window
}

TEST(TcpSink, BeginsBehindTheCursor) {
    Memory memory;
    Collector collector;
    memory.add(20);
    const TcpSink sink(target_at(collector.port()), memory, memory, 15, nullptr);
    collector.take();
    EXPECT_EQ(take(collector, 5), numbers(16, 20));
}

TEST(TcpSink, AfterAResetTheWindowComesAgain) {
    Memory memory;
    Collector collector;
    memory.add(50);
    TcpSink sink(target_at(collector.port()), memory, memory, 0, nullptr);
    collector.take();
    EXPECT_EQ(take(collector, 50), numbers(1, 50));
    EXPECT_EQ(memory.wait_saved(50), 50U);  // the peer's kernel has all: a collector may lose them yet
    collector.reset();
    collector.take();
    memory.add(3);
    sink.notify();
    EXPECT_EQ(take(collector, 53), numbers(1, 53));
    EXPECT_EQ(sink.status().connections, 2U);
}

TEST(TcpSink, OutsideTheWindowNothingComesAgain) {
    Memory memory;
    Collector collector;
    memory.add(50);
    TcpTarget target = target_at(collector.port());
    target.replay = {0, std::chrono::milliseconds(0)};
    TcpSink sink(target, memory, memory, 0, nullptr);
    collector.take();
    EXPECT_EQ(take(collector, 50), numbers(1, 50));
    EXPECT_EQ(memory.wait_saved(50), 50U);
    collector.hang_up();
    collector.take();
    memory.add(1);
    sink.notify();
    EXPECT_EQ(take(collector, 1), numbers(51, 51));
}

TEST(TcpSink, TellsDownAndUpOnce) {
    Memory memory;
    Changes changes;
    std::uint16_t port = 0;
    { port = Collector().port(); }
    const TcpSink sink(target_at(port), memory, memory, 0, changes.recorder());
    EXPECT_EQ(changes.wait(1), std::vector{SinkState::down});
    EXPECT_NE(changes.reason.find("refused"), std::string::npos) << changes.reason;
    EXPECT_EQ(sink.status().state, SinkState::down);
    Collector collector(port);
    collector.take();
    EXPECT_EQ(changes.wait(2), (std::vector{SinkState::down, SinkState::up}));
    EXPECT_EQ(sink.status().last_error, "");
}

TEST(TcpSink, IsWaitedForBeforeItEverAnswered) {
    Memory memory;
    Changes changes;
    std::uint16_t port = 0;
    { port = Collector().port(); }
    const TcpSink sink(target_at(port), memory, memory, 7, changes.recorder());
    EXPECT_EQ(changes.wait(1), std::vector{SinkState::down});
    EXPECT_EQ(memory.target(), "siem");
    EXPECT_EQ(memory.kept(), 7U);
}

TEST(TcpSink, EndsWhileTheCollectorTakesNothing) {
    Memory memory;
    Collector collector;
    memory.add(50'000);  // more than both kernels hold
    TcpSink sink(target_at(collector.port()), memory, memory, 0, nullptr);
    collector.take();
    EXPECT_EQ(take(collector, 1), numbers(1, 1));
    for (int i = 0; i < 1000; ++i)
        sink.notify();  // does not wait for the collector
}

}  // namespace
}  // namespace portolan::syslog
