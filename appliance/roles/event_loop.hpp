// The one thread of a role: descriptors that became readable, timers, and the end on SIGTERM or SIGINT. By
// poll(): a role has a handful of descriptors.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace portolan::roles {

class EventLoop {
public:
    using Call = std::function<void()>;

    EventLoop();  // takes SIGTERM and SIGINT for this process
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // `call` runs while `fd` is readable or hung up; another watch of the same descriptor replaces it.
    void watch(int fd, Call call);
    void unwatch(int fd);
    // Every so many milliseconds, first after that time.
    void every(std::int64_t milliseconds, Call call);
    // Runs `work` on the loop's thread, soon. From any thread.
    void post(Call work);
    void stop() { running_ = false; }
    // Until stop() or a signal.
    void run();

private:
    struct Timer {
        std::int64_t period = 0;
        std::int64_t next = 0;
        Call call;
    };
    [[nodiscard]] int wait_time() const;
    void run_timers();
    std::map<int, Call> watched_;
    std::vector<Timer> timers_;
    void run_posted();
    std::mutex mutex_;  // of posted_
    std::vector<Call> posted_;
    int wake_ = -1;  // eventfd
    bool running_ = true;
    int signals_ = -1;
};

// Says `message` on standard error with the role's name before it, and ends the process with status 1.
[[noreturn]] void end_role(const std::string& role, const Error& error);
void say(const std::string& role, const std::string& message);

std::int64_t monotonic_milliseconds();

}  // namespace portolan::roles
