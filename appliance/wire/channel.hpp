// One end of a unix SEQPACKET connection between two roles. A message is one packet of at most 64 KiB: its
// kind, then its bytes; a larger one travels as a sealed memory file with length and SHA-256, so that the
// sender cannot change it while it is read. Anything else is an error, on which the role exits: nothing of a
// confused peer is used.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/wire/message_fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace portolan::wire {

class Descriptor {  // owns a file descriptor
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool valid() const { return fd_ >= 0; }
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
};

struct Packet {
    Kind kind = Kind::stage;
    std::string bytes;
};

class Channel {
public:
    static constexpr std::size_t kMostPacket = 64UL * 1024;
    static constexpr std::size_t kMostMessage = 64UL * 1024 * 1024;

    Channel() = default;
    explicit Channel(Descriptor fd) : fd_(std::move(fd)) {}

    // Waits at most 5 s for room; a peer that does not read for so long is taken for dead.
    template <typename T>
    Result<void> send(Kind kind, const T& message) {
        return send_bytes(kind, encode(message));
    }
    Result<void> send_bytes(Kind kind, const std::string& bytes);
    // Nothing: no packet is waiting. An error: the peer is gone or speaks nonsense.
    Result<std::optional<Packet>> receive();

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] bool open() const { return fd_.valid(); }
    void close() { fd_ = Descriptor(); }

private:
    Descriptor fd_;
};

struct Peer {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::int32_t pid = 0;
};

// A listening socket at a path; what stands there is replaced. Anyone may connect: the peer's uid decides
// (accept).
Result<Descriptor> listen_at(const std::string& path);
Result<std::optional<std::pair<Channel, Peer>>> accept_at(const Descriptor& listener);
Result<Channel> connect_to(const std::string& path);

template <typename T>
Result<T> read_as(const Packet& packet) {
    std::optional<T> message = decode<T>(packet.bytes);
    if (!message)
        return fail(ErrorCode::bad_input,
                    "malformed message of kind " + std::to_string(static_cast<int>(packet.kind)));
    return std::move(*message);
}

}  // namespace portolan::wire
