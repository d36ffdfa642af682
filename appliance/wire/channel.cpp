#include "appliance/wire/channel.hpp"

#include "appliance/base/sha256.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace portolan::wire {
namespace {

constexpr char kBySeal = 0;  // first byte: 0 = a sealed memory file follows, else 1
constexpr char kInline = 1;
constexpr int kSendPatience = 5000;  // ms

struct Sealed {
    std::uint64_t length = 0;
    std::string hash;
};
template <typename A>
void fields(A& a, Sealed& v) {
    all(a, v.length, v.hash);
}

Failure system_error(const std::string& what) {
    return fail(ErrorCode::io, what + ": " + std::strerror(errno));
}

Result<Descriptor> seal(const std::string& bytes) {
    Descriptor memory(memfd_create("portolan", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory.valid()) return system_error("memory file");
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count = write(memory.get(), bytes.data() + at, bytes.size() - at);
        if (count <= 0) return system_error("memory file");
        at += static_cast<std::size_t>(count);
    }
    if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
        return system_error("seal");
    return memory;
}

Result<std::string> unseal(const Descriptor& memory, const Sealed& said) {
    constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    struct stat status {};
    const bool sealed = (fcntl(memory.get(), F_GET_SEALS) & kSeals) == kSeals;
    if (!sealed || fstat(memory.get(), &status) != 0 ||
        static_cast<std::uint64_t>(status.st_size) != said.length || said.length > Channel::kMostMessage)
        return fail(ErrorCode::bad_input, "a large message is not sealed, or not as long as it says");
    std::string bytes(said.length, '\0');
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count =
            pread(memory.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
        if (count <= 0) return system_error("memory file");
        at += static_cast<std::size_t>(count);
    }
    if (sha256_hex(bytes) != said.hash) return fail(ErrorCode::bad_input, "a large message has another hash");
    return bytes;
}

Result<sockaddr_un> unix_address(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.size() >= sizeof(out.sun_path)) return fail(ErrorCode::bad_input, "too long for a socket", path);
    std::memcpy(out.sun_path, path.c_str(), path.size() + 1);
    return out;
}

union Control {
    std::array<char, CMSG_SPACE(sizeof(int))> room;
    cmsghdr align;
};

Result<void> send_packet(int fd, const std::string& packet, int attached) {
    iovec part{const_cast<char*>(packet.data()), packet.size()};  // NOLINT: the struct is for both directions
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    Control control{};
    if (attached >= 0) {
        message.msg_control = control.room.data();
        message.msg_controllen = control.room.size();
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &attached, sizeof(int));
    }
    for (;;) {
        if (sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return {};
        if (errno == EINTR) continue;
        if (errno != EAGAIN) return system_error("send");
        pollfd room{fd, POLLOUT, 0};
        if (poll(&room, 1, kSendPatience) == 0) return fail(ErrorCode::io, "the peer does not read");
    }
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

Result<void> Channel::send_bytes(Kind kind, const std::string& bytes) {
    if (!open()) return fail(ErrorCode::io, "the channel is closed");
    std::string packet = {kInline, static_cast<char>(kind)};
    if (packet.size() + bytes.size() <= kMostPacket) return send_packet(fd_.get(), packet + bytes, -1);
    if (bytes.size() > kMostMessage) return fail(ErrorCode::limit, "a message over 64 MiB");
    const Descriptor memory = TRY(seal(bytes));
    packet[0] = kBySeal;
    packet += encode(Sealed{bytes.size(), sha256_hex(bytes)});
    return send_packet(fd_.get(), packet, memory.get());
}

Result<std::optional<Packet>> Channel::receive() {
    std::string buffer(kMostPacket, '\0');
    iovec part{buffer.data(), buffer.size()};
    Control control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.room.data();
    message.msg_controllen = control.room.size();
    const ssize_t count = recvmsg(fd_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::optional<Packet>();
    if (count < 0) return system_error("receive");
    if (count == 0) return fail(ErrorCode::io, "the peer closed the channel");
    Descriptor attached;
    if (const cmsghdr* header = CMSG_FIRSTHDR(&message);
        header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(header), sizeof(int));
        attached = Descriptor(fd);
    }
    buffer.resize(static_cast<std::size_t>(count));
    const auto kind = buffer.size() < 2 ? 0 : static_cast<unsigned char>(buffer[1]);
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || kind == 0 ||
        kind > static_cast<unsigned char>(last_of(Kind{})))
        return fail(ErrorCode::bad_input, "a packet that is no message");
    Packet packet{static_cast<Kind>(kind), buffer.substr(2)};
    if (buffer[0] == kInline && !attached.valid()) return std::optional<Packet>(std::move(packet));
    const std::optional<Sealed> said = decode<Sealed>(packet.bytes);
    if (buffer[0] != kBySeal || !attached.valid() || !said)
        return fail(ErrorCode::bad_input, "a packet that is no message");
    packet.bytes = TRY(unseal(attached, *said));
    return std::optional<Packet>(std::move(packet));
}

Result<Descriptor> listen_at(const std::string& path) {
    const sockaddr_un address = TRY(unix_address(path));
    Descriptor out(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!out.valid()) return system_error("socket");
    unlink(path.c_str());
    if (bind(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
        0)  // NOLINT: sockets API
        return system_error("bind " + path);
    if (chmod(path.c_str(), 0666) != 0 || listen(out.get(), 16) != 0) return system_error("listen " + path);
    return out;
}

Result<std::optional<std::pair<Channel, Peer>>> accept_at(const Descriptor& listener) {
    using Accepted = std::optional<std::pair<Channel, Peer>>;
    Descriptor fd(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd.valid()) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return Accepted();
        return system_error("accept");
    }
    ucred credentials{};
    socklen_t size = sizeof(credentials);
    if (getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return system_error("peer");
    const Peer peer{credentials.uid, credentials.gid, credentials.pid};
    return Accepted(std::in_place, Channel(std::move(fd)), peer);
}

Result<Channel> connect_to(const std::string& path) {
    const sockaddr_un address = TRY(unix_address(path));
    Descriptor out(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!out.valid()) return system_error("socket");
    if (connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
        0)  // NOLINT: sockets API
        return system_error("connect " + path);
    return Channel(std::move(out));
}

}  // namespace portolan::wire
