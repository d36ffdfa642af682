// One TCP connection to a collector, never blocking. Internal to the sink.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portolan::syslog {

class TcpConnection {
public:
    // Begins to connect; wait for the socket to become writable, then ask finish().
    static Result<TcpConnection> start(const Address& address, std::uint16_t port);
    TcpConnection(TcpConnection&& other) noexcept;
    TcpConnection& operator=(TcpConnection&& other) noexcept;
    TcpConnection(const TcpConnection&) = delete;
    TcpConnection& operator=(const TcpConnection&) = delete;
    ~TcpConnection();

    // The connection stands, or why it does not.
    Result<void> finish();
    // Bytes taken by the kernel; 0 where it has no room now.
    Result<std::size_t> send(std::string_view bytes);
    // Bytes of ours that the kernel of the peer has, counted from the beginning.
    Result<std::uint64_t> acknowledged() const;
    // Fails where the peer has closed. A collector says nothing; what it says is read and dropped.
    Result<void> check_open();

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    explicit TcpConnection(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
    std::uint64_t written_ = 0;
};

}  // namespace portolan::syslog
