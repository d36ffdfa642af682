#include "appliance/resolve/socket.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/random.h>

namespace portolan::resolve {
namespace {

Failure refused(std::string_view what) {
    return fail(ErrorCode::io, std::string(what) + ": " + std::strerror(errno));
}

bool set(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

int family_of(int fd) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    return getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0 ? own.ss_family : AF_UNSPEC;
}

Result<Descriptor> listen_on(const Endpoint& at, int type) {
    const Peer own = peer_of(at);
    Descriptor fd(socket(own.name.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.valid()) return refused("can't open a socket");
    if (type == SOCK_STREAM && !set(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1)) return refused("SO_REUSEADDR");
    if (own.name.ss_family == AF_INET6 && !set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1))
        return refused("IPV6_V6ONLY");
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&own.name), own.size) != 0)
        return refused("can't listen on " + at.address.text() + " port " + std::to_string(at.port));
    constexpr int kBacklog = 64;
    if (type == SOCK_STREAM && listen(fd.get(), kBacklog) != 0) return refused("can't listen");
    TRY_VOID(prepare_listener(fd.get(), type == SOCK_DGRAM));
    return fd;
}

Result<Descriptor> connect_to(const Endpoint& to, int type) {
    const Peer peer = peer_of(to);
    Descriptor fd(socket(peer.name.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.valid()) return refused("can't open a socket");
    const int status = connect(fd.get(), reinterpret_cast<const sockaddr*>(&peer.name), peer.size);
    if (status != 0 && errno != EINPROGRESS) return refused("can't reach " + to.address.text());
    return fd;
}

// Source address only: the reply's route is the kernel's business, but for a link-local address, whose
// interface is the way.
void keep_source_only(cmsghdr& header) {
    if (header.cmsg_level != IPPROTO_IP || header.cmsg_type != IP_PKTINFO) return;
    in_pktinfo info{};
    std::memcpy(&info, CMSG_DATA(&header), sizeof info);
    info.ipi_spec_dst = info.ipi_addr;
    info.ipi_ifindex = 0;
    std::memcpy(CMSG_DATA(&header), &info, sizeof info);
}

}  // namespace

Address Peer::address() const {
    if (name.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &name, sizeof v4);
        return Address::from_v4(ntohl(v4.sin_addr.s_addr));
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &name, sizeof v6);
    return Address::from_v6(std::as_bytes(std::span<const std::uint8_t, 16>(v6.sin6_addr.s6_addr)));
}

Peer peer_of(const Endpoint& endpoint) {
    Peer peer;
    if (endpoint.address.is_v4()) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        v4.sin_addr.s_addr = htonl(endpoint.address.v4());
        std::memcpy(&peer.name, &v4, sizeof v4);
        peer.size = sizeof v4;
        return peer;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    const std::array<std::byte, 16> bytes = endpoint.address.bytes();
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    std::memcpy(&peer.name, &v6, sizeof v6);
    peer.size = sizeof v6;
    return peer;
}

Result<void> prepare_listener(int fd, bool datagrams) {
    const int family = family_of(fd);
    if (family != AF_INET && family != AF_INET6)
        return fail(ErrorCode::bad_input, "a gate's socket must be of IPv4 or IPv6");
    if (!datagrams) return {};
    const bool v4 = family == AF_INET;
    if (!set(fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_PKTINFO : IPV6_RECVPKTINFO, 1))
        return refused("can't learn where datagrams came to");
    // A large answer goes out in fragments, as the resolver itself would send it.
    (void)set(fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER,
              v4 ? IP_PMTUDISC_OMIT : IPV6_PMTUDISC_OMIT);
    return {};
}

Result<Descriptor> listen_udp(const Endpoint& at) {
    return listen_on(at, SOCK_DGRAM);
}
Result<Descriptor> listen_tcp(const Endpoint& at) {
    return listen_on(at, SOCK_STREAM);
}

std::optional<Datagram> receive(int fd, std::span<std::byte> buffer) {
    Datagram out;
    iovec piece{buffer.data(), buffer.size()};
    msghdr header{};
    header.msg_name = &out.from.name;
    header.msg_namelen = sizeof out.from.name;
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    header.msg_control = out.control.data();
    header.msg_controllen = out.control.size();
    const ssize_t size = recvmsg(fd, &header, MSG_DONTWAIT);
    if (size < 0) return std::nullopt;
    out.size = static_cast<std::size_t>(size);
    out.from.size = header.msg_namelen;
    out.control_size = header.msg_controllen;
    if (cmsghdr* first = CMSG_FIRSTHDR(&header); first != nullptr) keep_source_only(*first);
    return out;
}

bool reply(int fd, const Datagram& to, Bytes bytes) {
    Datagram way = to;
    iovec piece{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr header{};
    header.msg_name = &way.from.name;
    header.msg_namelen = way.from.size;
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    header.msg_control = way.control_size > 0 ? way.control.data() : nullptr;
    header.msg_controllen = way.control_size;
    return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

Result<Descriptor> connect_udp(const Endpoint& to) {
    return connect_to(to, SOCK_DGRAM);
}

Result<Descriptor> connect_tcp(const Endpoint& to) {
    Result<Descriptor> fd = connect_to(to, SOCK_STREAM);
    if (fd) (void)set(fd->get(), IPPROTO_TCP, TCP_NODELAY, 1);
    return fd;
}

std::optional<Descriptor> accept_tcp(int fd, Peer& peer) {
    peer.size = sizeof peer.name;
    Descriptor accepted(
        accept4(fd, reinterpret_cast<sockaddr*>(&peer.name), &peer.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!accepted.valid()) return std::nullopt;
    (void)set(accepted.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    return accepted;
}

void abort_on_close(int fd) {
    const linger at_once{1, 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::uint16_t random_id() {
    std::uint16_t id = 0;
    if (getrandom(&id, sizeof id, 0) != sizeof id) panic("the kernel has no random numbers");
    return id;
}

}  // namespace portolan::resolve
