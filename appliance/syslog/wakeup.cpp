#include "appliance/syslog/wakeup.hpp"

#include "appliance/base/result.hpp"

#include <array>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace portolan::syslog {

Wakeup::Wakeup() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) panic("no eventfd");
}

Wakeup::~Wakeup() {
    close(descriptor_);
}

void Wakeup::signal() const {
    const std::uint64_t one = 1;
    // Fails only where it is signalled 2^64 - 2 times already.
    [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
}

void Wakeup::wait(int descriptor, short events, std::chrono::milliseconds most) const {
    std::array<pollfd, 2> waited{{{descriptor_, POLLIN, 0}, {descriptor, events, 0}}};
    poll(waited.data(), descriptor < 0 ? 1 : 2, static_cast<int>(most.count()));
    std::uint64_t taken = 0;
    [[maybe_unused]] const ssize_t got = read(descriptor_, &taken, sizeof taken);
}

}  // namespace portolan::syslog
