// The few calls on sockets that the gate needs, one code path for both families. Nothing here waits.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/bytes.hpp"
#include "appliance/base/result.hpp"
#include "appliance/resolve/descriptor.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <netinet/in.h>
#include <optional>
#include <span>
#include <string_view>
#include <sys/socket.h>

namespace portolan::resolve {

struct Endpoint {
    Address address;
    std::uint16_t port = 0;
};

// A peer as the kernel names it: with the scope that a link-local address needs.
struct Peer {
    sockaddr_storage name{};
    socklen_t size = sizeof(sockaddr_storage);
    [[nodiscard]] Address address() const;
};
Peer peer_of(const Endpoint& endpoint);

// A datagram and the way back: the reply must leave from the address that the datagram came to, or the
// client (and the redirection's connection tracking) does not know it.
struct Datagram {
    std::size_t size = 0;
    Peer from;
    std::array<std::byte, 64> control{};  // IP_PKTINFO or IPV6_PKTINFO, to be sent back as it came
    std::size_t control_size = 0;
};

// Makes a given listening socket ready: non-blocking, and datagrams tell where they came to.
Result<void> prepare_listener(int fd, bool datagrams);
// A pair of listening sockets on one port; for an IPv6 address IPv6 only.
Result<Descriptor> listen_udp(const Endpoint& at);
Result<Descriptor> listen_tcp(const Endpoint& at);

// Nothing where no datagram waits.
std::optional<Datagram> receive(int fd, std::span<std::byte> buffer);
// False where the kernel has no room: the datagram is lost, as on a network.
bool reply(int fd, const Datagram& to, Bytes bytes);

// A socket of its own for each query: the kernel draws its port at random and takes answers from `to` alone
// (RFC 5452 section 9).
Result<Descriptor> connect_udp(const Endpoint& to);
// Returns while connecting; writable when done or refused.
Result<Descriptor> connect_tcp(const Endpoint& to);
// Nothing where nobody waits.
std::optional<Descriptor> accept_tcp(int fd, Peer& peer);
// The peer sees a reset instead of an orderly end when the socket is closed.
void abort_on_close(int fd);

// Unpredictable (RFC 5452 section 9.2).
std::uint16_t random_id();

}  // namespace portolan::resolve
