// Wakes a thread that waits in poll. Internal to the sink.
#pragma once

#include <chrono>

namespace portolan::syslog {

class Wakeup {
public:
    Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;
    ~Wakeup();

    void signal() const;
    // Until signalled, or the other descriptor (-1 = none) is ready for `events` of poll(2), or the time is
    // up. What was signalled is taken.
    void wait(int descriptor, short events, std::chrono::milliseconds most) const;

private:
    int descriptor_;
};

}  // namespace portolan::syslog
