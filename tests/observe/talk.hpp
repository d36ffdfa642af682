// Connections between machines, both ends held by the test: a socket keeps the namespace that it was made in,
// so no program and no thread is needed to speak from a machine.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace portolan::observe {

class Socket {
public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket& operator=(Socket&& other) noexcept;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket();
    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] bool open() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

// An end as "address" and port, in the namespace of a process.
struct End {
    pid_t machine = 0;
    std::string address;
    std::uint16_t port = 0;  // 0: the kernel's choice
};

// Panics where the machine itself refuses it.
Socket tcp_listener(const End& end);
Socket udp_socket(const End& end);

// A TCP connection, both ends of it.
struct Connection {
    Socket client;
    Socket server;
    [[nodiscard]] bool open() const { return client.open() && server.open(); }
    // Something said by each end is heard by the other.
    [[nodiscard]] bool talks() const;
};

// Not open where it does not come about in `patience` ms.
Connection connect(const End& from, const Socket& listener, const End& to, int patience);

// A datagram there and one back.
bool exchange(const End& from, const Socket& responder, const End& to, int patience);

}  // namespace portolan::observe
