#include "appliance/resolve/readiness.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>

namespace portolan::resolve {
namespace {

epoll_event event_of(std::uint64_t token, bool read, bool write) {
    epoll_event event{};
    event.events = (read ? unsigned{EPOLLIN} : 0U) | (write ? unsigned{EPOLLOUT} : 0U);
    event.data.u64 = token;
    return event;
}

}  // namespace

Result<Readiness> Readiness::create() {
    Descriptor fd(epoll_create1(EPOLL_CLOEXEC));
    if (!fd.valid()) return fail(ErrorCode::io, std::string("epoll_create1: ") + std::strerror(errno));
    return Readiness(std::move(fd));
}

bool Readiness::add(int socket, std::uint64_t token, bool read, bool write) {
    epoll_event event = event_of(token, read, write);
    return epoll_ctl(fd_.get(), EPOLL_CTL_ADD, socket, &event) == 0;
}

void Readiness::change(int socket, std::uint64_t token, bool read, bool write) {
    epoll_event event = event_of(token, read, write);
    if (epoll_ctl(fd_.get(), EPOLL_CTL_MOD, socket, &event) != 0) panic("epoll lost a socket");
}

std::size_t Readiness::take(std::span<Ready> out) {
    std::array<epoll_event, 64> events{};
    const int count =
        epoll_wait(fd_.get(), events.data(), static_cast<int>(std::min(events.size(), out.size())), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const bool over = (event.events & (unsigned{EPOLLHUP} | unsigned{EPOLLERR})) != 0;
        out[static_cast<std::size_t>(i)] = {event.data.u64, over || (event.events & EPOLLIN) != 0,
                                            over || (event.events & EPOLLOUT) != 0, over};
    }
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

}  // namespace portolan::resolve
