#include "appliance/roles/peers.hpp"

#include "appliance/privilege/rights.hpp"

#include <algorithm>

namespace portolan::roles {
namespace {

constexpr std::int64_t kRetry = 100;  // ms
constexpr int kMostAtOnce = 64;       // packets of one peer before others have their turn

std::string role_of(const wire::Peer& peer) {
    if (peer.uid == 0) return "up";
    const privilege::Rights* rights = privilege::role_of_uid(peer.uid);
    return rights == nullptr ? "" : std::string(rights->role);
}

}  // namespace

Listener::Listener(EventLoop& loop, std::string own, std::vector<std::string> may, Received received,
                   Changed changed)
    : loop_(loop),
      own_(std::move(own)),
      may_(std::move(may)),
      received_(std::move(received)),
      changed_(std::move(changed)) {}

Result<void> Listener::listen(const std::string& path) {
    listener_ = TRY(wire::listen_at(path));
    loop_.watch(listener_.get(), [this] { accept(); });
    return {};
}

wire::Channel* Listener::to(const std::string& role) {
    const auto at = channels_.find(role);
    return at == channels_.end() ? nullptr : &at->second;
}

void Listener::accept() {
    auto accepted = wire::accept_at(listener_);
    if (!accepted || !*accepted) return;
    auto& [channel, peer] = **accepted;
    const std::string role = role_of(peer);
    if (std::find(may_.begin(), may_.end(), role) == may_.end()) {
        say(own_, "refused a connection of uid " + std::to_string(peer.uid));
        return;
    }
    if (channels_.contains(role)) drop(role);
    const int fd = channel.fd();
    channels_[role] = std::move(channel);
    loop_.watch(fd, [this, role] { read(role); });
    changed_(role, true);
}

void Listener::read(const std::string& role) {
    for (int i = 0; i < kMostAtOnce; ++i) {
        wire::Channel* channel = to(role);
        if (channel == nullptr) return;
        Result<std::optional<wire::Packet>> packet = channel->receive();
        if (!packet && packet.error().code == ErrorCode::io) return drop(role);
        if (!packet) end_role(own_, packet.error());
        if (!*packet) return;
        if (const Result<void> done = received_(role, **packet); !done) end_role(own_, done.error());
    }
}

void Listener::drop(const std::string& role) {
    const auto at = channels_.find(role);
    if (at == channels_.end()) return;
    loop_.unwatch(at->second.fd());
    channels_.erase(at);
    changed_(role, false);
}

Caller::Caller(EventLoop& loop, std::string own, std::string path, Received received,
               std::function<void()> connected)
    : loop_(loop),
      own_(std::move(own)),
      path_(std::move(path)),
      received_(std::move(received)),
      connected_(std::move(connected)) {
    connect();
    loop_.every(kRetry, [this] {
        if (!channel_.open()) connect();
    });
}

void Caller::connect() {
    Result<wire::Channel> channel = wire::connect_to(path_);
    if (!channel) return;  // not there yet: again in a moment
    channel_ = std::move(*channel);
    loop_.watch(channel_.fd(), [this] { read(); });
    connected_();
}

void Caller::read() {
    for (int i = 0; i < kMostAtOnce && channel_.open(); ++i) {
        Result<std::optional<wire::Packet>> packet = channel_.receive();
        if (!packet && packet.error().code == ErrorCode::io) return drop();
        if (!packet) end_role(own_, packet.error());
        if (!*packet) return;
        if (const Result<void> done = received_(**packet); !done) end_role(own_, done.error());
    }
}

void Caller::drop() {
    loop_.unwatch(channel_.fd());
    channel_.close();
}

}  // namespace portolan::roles
