// Which sockets can be read or written: epoll with a 64-bit token for each.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/resolve/descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace portolan::resolve {

struct Ready {
    std::uint64_t token = 0;
    bool readable = false;  // or ended, or failed: reading tells
    bool writable = false;
    bool broken = false;  // a connection: nothing goes through any more
};

class Readiness {
public:
    static Result<Readiness> create();
    // Readable itself when any of its sockets is ready.
    [[nodiscard]] int descriptor() const { return fd_.get(); }

    // A socket leaves by being closed.
    bool add(int socket, std::uint64_t token, bool read, bool write);
    void change(int socket, std::uint64_t token, bool read, bool write);
    // What is ready now, without waiting.
    std::size_t take(std::span<Ready> out);

private:
    explicit Readiness(Descriptor fd) : fd_(std::move(fd)) {}
    Descriptor fd_;
};

}  // namespace portolan::resolve
