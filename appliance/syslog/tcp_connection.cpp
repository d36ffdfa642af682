#include "appliance/syslog/tcp_connection.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::syslog {
namespace {

// A dead peer is noticed within this, also where it stands with its window closed.
constexpr int kUserTimeoutMilliseconds = 15'000;
// And an idle one within 30 + 3 x 5 s: the next event must find a connection that lives.
constexpr int kKeepaliveIdleSeconds = 30;
constexpr int kKeepaliveIntervalSeconds = 5;
constexpr int kKeepaliveProbes = 3;

Failure system_failure(const std::string& what, int code) {
    return fail(ErrorCode::io, what + ": " + std::strerror(code));
}

// All sockets are IPv6 ones; an IPv4 address is the IPv4-mapped one of the same 128 bits.
sockaddr_in6 socket_address(const Address& address, std::uint16_t port) {
    sockaddr_in6 out{};
    out.sin6_family = AF_INET6;
    out.sin6_port = htons(port);
    const std::array<std::byte, 16> bytes = address.bytes();
    std::memcpy(&out.sin6_addr, bytes.data(), bytes.size());
    return out;
}

bool set(int descriptor, int level, int option, int value) {
    return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

bool set_options(int descriptor) {
    return set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0) &&
           set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMilliseconds) &&
           set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1) && set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1) &&
           set(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdleSeconds) &&
           set(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveIntervalSeconds) &&
           set(descriptor, IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes);
}

}  // namespace

Result<TcpConnection> TcpConnection::start(const Address& address, std::uint16_t port) {
    TcpConnection out(socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (out.descriptor_ < 0) return system_failure("no socket", errno);
    if (!set_options(out.descriptor_)) return system_failure("a socket option was refused", errno);
    const sockaddr_in6 peer = socket_address(address, port);
    const int code = connect(out.descriptor_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer);
    if (code != 0 && errno != EINPROGRESS) return system_failure("cannot connect", errno);
    return out;
}

TcpConnection::TcpConnection(TcpConnection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), written_(other.written_) {}

TcpConnection& TcpConnection::operator=(TcpConnection&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(written_, other.written_);
    return *this;
}

TcpConnection::~TcpConnection() {
    if (descriptor_ >= 0) close(descriptor_);
}

Result<void> TcpConnection::finish() {
    int code = 0;
    socklen_t size = sizeof code;
    if (getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
    if (code != 0) return system_failure("cannot connect", code);
    return {};
}

Result<std::size_t> TcpConnection::send(std::string_view bytes) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (sent < 0) return system_failure("cannot send", errno);
    written_ += static_cast<std::uint64_t>(sent);
    return static_cast<std::size_t>(sent);
}

Result<std::uint64_t> TcpConnection::acknowledged() const {
    int waiting = 0;  // SIOCOUTQ, tcp(7): bytes that are not sent or not acknowledged
    if (ioctl(descriptor_, SIOCOUTQ, &waiting) != 0) return system_failure("no queue length", errno);
    return written_ - static_cast<std::uint64_t>(waiting);
}

Result<void> TcpConnection::check_open() {
    std::array<char, 4096> dropped{};
    const ssize_t got = recv(descriptor_, dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (got == 0) return fail(ErrorCode::io, "the collector closed the connection");
    if (got < 0 && errno != EAGAIN && errno != EINTR) return system_failure("the connection broke", errno);
    return {};
}

}  // namespace portolan::syslog
