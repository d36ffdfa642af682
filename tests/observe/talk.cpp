#include "tests/observe/talk.hpp"

#include "appliance/base/address.hpp"
#include "appliance/base/result.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace portolan::observe {
namespace {

constexpr int kLocalPatience = 10'000;  // ms, of what was promised already; a bound for a test that fails
constexpr const char* kWord = "portolan";
constexpr std::size_t kWordSize = 8;

struct Name {
    sockaddr_storage storage{};
    socklen_t size = 0;
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Name name_of(const End& end) {
    Name out;
    const Result<Address> address = Address::parse(end.address);
    if (!address) panic(address.error().text());
    if (address->is_v4()) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(end.port);
        v4->sin_addr.s_addr = htonl(address->v4());
        out.size = sizeof(*v4);
    } else {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(end.port);
        std::memcpy(&v6->sin6_addr, address->bytes().data(), 16);
        out.size = sizeof(*v6);
    }
    return out;
}

// A bound socket, made by a thread that is in the machine for that moment.
Socket bound(const End& end, int type) {
    const Name name = name_of(end);
    int fd = -1;
    std::thread([&] {
        const int space = ::open(fmt::format("/proc/{}/ns/net", end.machine).c_str(), O_RDONLY | O_CLOEXEC);
        if (setns(space, CLONE_NEWNET) == 0)
            fd = socket(name.storage.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        close(space);
        const int on = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (fd >= 0 && bind(fd, name.get(), name.size) != 0) close(std::exchange(fd, -1));
    }).join();
    if (fd < 0) panic(fmt::format("no socket at {} {}: {}", end.address, end.port, std::strerror(errno)));
    return Socket(fd);
}

bool wait_for(int fd, short what, int patience) {
    pollfd ready{fd, what, 0};
    return poll(&ready, 1, patience) == 1 && (ready.revents & what) != 0;
}

bool heard(const Socket& from, const Socket& by, int patience) {
    std::array<char, 64> buffer{};
    return send(from.fd(), kWord, kWordSize, MSG_NOSIGNAL) == static_cast<ssize_t>(kWordSize) &&
           wait_for(by.fd(), POLLIN, patience) &&
           recv(by.fd(), buffer.data(), buffer.size(), 0) == static_cast<ssize_t>(kWordSize);
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Socket::~Socket() {
    if (fd_ >= 0) close(fd_);
}

Socket tcp_listener(const End& end) {
    Socket out = bound(end, SOCK_STREAM);
    if (listen(out.fd(), 16) != 0) panic("listen");
    return out;
}

Socket udp_socket(const End& end) {
    return bound(end, SOCK_DGRAM);
}

bool Connection::talks() const {
    return open() && heard(client, server, kLocalPatience) && heard(server, client, kLocalPatience);
}

Connection connect(const End& from, const Socket& listener, const End& to, int patience) {
    Connection out;
    Socket client = bound(from, SOCK_STREAM);
    const Name name = name_of(to);
    if (::connect(client.fd(), name.get(), name.size) != 0 && errno != EINPROGRESS) return out;
    if (!wait_for(client.fd(), POLLOUT, patience)) return out;
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(client.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0 || !wait_for(listener.fd(), POLLIN, kLocalPatience)) return out;
    out.server = Socket(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    out.client = std::move(client);
    return out;
}

bool exchange(const End& from, const Socket& responder, const End& to, int patience) {
    const Socket client = bound(from, SOCK_DGRAM);
    const Name name = name_of(to);
    if (::connect(client.fd(), name.get(), name.size) != 0) return false;
    if (send(client.fd(), kWord, kWordSize, 0) < 0 || !wait_for(responder.fd(), POLLIN, patience))
        return false;
    std::array<char, 64> buffer{};
    Name back;
    back.size = sizeof(back.storage);
    auto* peer = reinterpret_cast<sockaddr*>(&back.storage);
    if (recvfrom(responder.fd(), buffer.data(), buffer.size(), 0, peer, &back.size) < 0) return false;
    return sendto(responder.fd(), kWord, kWordSize, 0, back.get(), back.size) > 0 &&
           wait_for(client.fd(), POLLIN, patience);
}

}  // namespace portolan::observe
