#include "appliance/roles/syslog_out.hpp"

#include <algorithm>
#include <ctime>

namespace portolan::roles {
namespace {

Timestamp now() {
    timespec at{};
    clock_gettime(CLOCK_REALTIME, &at);
    return {static_cast<std::int64_t>(at.tv_sec) * 1'000'000'000 + at.tv_nsec};
}

class SpoolReader final : public syslog::EventSource {
public:
    explicit SpoolReader(store::Reader reader) : reader_(std::move(reader)) {}
    Result<std::vector<evidence::Event>> read(std::uint64_t from, std::size_t most) override {
        return reader_.events(from, most);
    }

private:
    store::Reader reader_;
};

class CursorToLoop final : public syslog::CursorSink {
public:
    CursorToLoop(EventLoop& loop, std::function<void(store::EventCursor)> save)
        : loop_(loop), save_(std::move(save)) {}
    void save(const std::string& target, std::uint64_t kept, std::uint64_t acknowledged) override {
        loop_.post(
            [save = save_, cursor = store::EventCursor{target, kept, acknowledged, now()}] { save(cursor); });
    }

private:
    EventLoop& loop_;
    std::function<void(store::EventCursor)> save_;
};

}  // namespace

struct SyslogOut::Target {
    policy::SyslogTarget target;
    std::unique_ptr<SpoolReader> source;
    std::unique_ptr<CursorToLoop> cursors;
    std::unique_ptr<syslog::TcpSink> sink;  // last: it uses the others
};

SyslogOut::SyslogOut(EventLoop& loop, std::string database, std::string hostname, std::string appliance,
                     Calls calls)
    : loop_(loop),
      database_(std::move(database)),
      hostname_(std::move(hostname)),
      appliance_(std::move(appliance)),
      calls_(std::move(calls)) {}

SyslogOut::~SyslogOut() = default;

Result<void> SyslogOut::set_targets(const std::vector<policy::SyslogTarget>& targets,
                                    const std::vector<store::EventCursor>& cursors) {
    std::erase_if(targets_, [&](const std::unique_ptr<Target>& have) {
        return std::none_of(targets.begin(), targets.end(), [&](const policy::SyslogTarget& wanted) {
            return wanted.name == have->target.name && wanted.address == have->target.address &&
                   wanted.port == have->target.port;
        });
    });
    for (const policy::SyslogTarget& wanted : targets) {
        const bool there = std::any_of(targets_.begin(), targets_.end(),
                                       [&](const auto& have) { return have->target.name == wanted.name; });
        if (there) continue;
        std::uint64_t kept = 0;
        for (const store::EventCursor& cursor : cursors)
            if (cursor.target == wanted.name) kept = cursor.kept;
        auto target = std::make_unique<Target>();
        target->target = wanted;
        target->source = std::make_unique<SpoolReader>(TRY(store::Reader::open(database_)));
        target->cursors = std::make_unique<CursorToLoop>(loop_, calls_.save);
        syslog::TcpTarget tcp;
        tcp.name = wanted.name;
        tcp.address = wanted.address;
        tcp.port = wanted.port;
        tcp.line.hostname = hostname_;
        tcp.line.appliance = appliance_;
        const auto changed = [this, name = wanted.name](syslog::SinkState state, const std::string& reason) {
            loop_.post([this, name, up = state == syslog::SinkState::up, reason] {
                calls_.changed(name, up, reason);
            });
        };
        target->sink =
            std::make_unique<syslog::TcpSink>(tcp, *target->source, *target->cursors, kept, changed);
        targets_.push_back(std::move(target));
    }
    return {};
}

void SyslogOut::notify() {
    for (const std::unique_ptr<Target>& target : targets_)
        target->sink->notify();
}

std::vector<webui::SyslogState> SyslogOut::states(std::uint64_t last_event) const {
    std::vector<webui::SyslogState> out;
    for (const std::unique_ptr<Target>& target : targets_) {
        const syslog::SinkStatus status = target->sink->status();
        const char* word = status.state == syslog::SinkState::up           ? "connected"
                           : status.state == syslog::SinkState::connecting ? "connecting"
                                                                           : "down";
        out.push_back({target->target.name, word, last_event - std::min(last_event, status.acknowledged),
                       status.acknowledged});
    }
    return out;
}

}  // namespace portolan::roles
