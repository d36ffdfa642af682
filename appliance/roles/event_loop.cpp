#include "appliance/roles/event_loop.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace portolan::roles {

std::int64_t monotonic_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

EventLoop::EventLoop() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_ < 0) panic("signalfd");
    watch(signals_, [this] { stop(); });
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) panic("eventfd");
    watch(wake_, [this] { run_posted(); });
}

EventLoop::~EventLoop() {
    close(signals_);
    close(wake_);
}

void EventLoop::post(Call work) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
    }
    const std::uint64_t one = 1;
    // Full only when a wake-up waits already.
    static_cast<void>(!write(wake_, &one, sizeof(one)));
}

void EventLoop::run_posted() {
    std::uint64_t count = 0;
    static_cast<void>(!read(wake_, &count, sizeof(count)));
    std::vector<Call> work;
    {
        const std::lock_guard lock(mutex_);
        work.swap(posted_);
    }
    for (const Call& each : work)
        each();
}

void EventLoop::watch(int fd, Call call) {
    watched_[fd] = std::move(call);
}

void EventLoop::unwatch(int fd) {
    watched_.erase(fd);
}

void EventLoop::every(std::int64_t milliseconds, Call call) {
    timers_.push_back({milliseconds, monotonic_milliseconds() + milliseconds, std::move(call)});
}

int EventLoop::wait_time() const {
    std::int64_t next = 60'000;
    const std::int64_t now = monotonic_milliseconds();
    for (const Timer& timer : timers_)
        next = std::min(next, timer.next - now);
    return static_cast<int>(std::max<std::int64_t>(next, 0));
}

void EventLoop::run_timers() {
    const std::int64_t now = monotonic_milliseconds();
    for (std::size_t i = 0; i < timers_.size(); ++i) {
        if (timers_[i].next > now) continue;
        timers_[i].next = now + timers_[i].period;  // a late loop skips, it does not hurry after
        const Call call = timers_[i].call;          // it may add timers
        call();
    }
}

void EventLoop::run() {
    while (running_) {
        std::vector<pollfd> fds;
        for (const auto& [fd, call] : watched_)
            fds.push_back({fd, POLLIN, 0});
        if (poll(fds.data(), fds.size(), wait_time()) < 0) continue;
        for (const pollfd& each : fds) {
            const auto at = watched_.find(each.fd);
            if (each.revents == 0 || at == watched_.end()) continue;
            const Call call = at->second;  // it may unwatch itself
            call();
        }
        run_timers();
    }
}

void say(const std::string& role, const std::string& message) {
    std::fprintf(stderr, "%s: %s\n", role.c_str(), message.c_str());
}

void end_role(const std::string& role, const Error& error) {
    say(role, error.text());
    std::_Exit(1);
}

}  // namespace portolan::roles
