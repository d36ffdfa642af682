// Channels to other roles: whoever listens accepts those that the table of rights knows, whoever connects
// does so again when the peer was restarted. A peer that sends what it must not ends this role (DESIGN
// section 4).
#pragma once

#include "appliance/roles/event_loop.hpp"
#include "appliance/wire/channel.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace portolan::roles {

// Accepts roles; one channel a role, a new one replaces the old.
class Listener {
public:
    using Received = std::function<Result<void>(const std::string& role, const wire::Packet& packet)>;
    using Changed = std::function<void(const std::string& role, bool connected)>;

    // `own`: name of this role; `path`: socket; `may`: roles that may connect ("up" is root).
    Listener(EventLoop& loop, std::string own, std::vector<std::string> may, Received received,
             Changed changed);
    Result<void> listen(const std::string& path);

    [[nodiscard]] wire::Channel* to(const std::string& role);
    // Sends if the role is connected; a peer that does not take it is dropped.
    template <typename T>
    void send(const std::string& role, wire::Kind kind, const T& message) {
        wire::Channel* channel = to(role);
        if (channel != nullptr && !channel->send(kind, message)) drop(role);
    }

private:
    void accept();
    void read(const std::string& role);
    void drop(const std::string& role);
    EventLoop& loop_;
    std::string own_;
    std::vector<std::string> may_;
    Received received_;
    Changed changed_;
    wire::Descriptor listener_;
    std::map<std::string, wire::Channel> channels_;
};

// Keeps one channel to a listening role.
class Caller {
public:
    using Received = std::function<Result<void>(const wire::Packet& packet)>;
    Caller(EventLoop& loop, std::string own, std::string path, Received received,
           std::function<void()> connected);

    [[nodiscard]] bool connected() const { return channel_.open(); }
    template <typename T>
    bool send(wire::Kind kind, const T& message) {
        return send_bytes(kind, wire::encode(message));
    }
    bool send_bytes(wire::Kind kind, const std::string& bytes) {
        if (!channel_.open()) return false;
        if (channel_.send_bytes(kind, bytes)) return true;
        drop();
        return false;
    }

private:
    void connect();
    void read();
    void drop();
    EventLoop& loop_;
    std::string own_;
    std::string path_;
    Received received_;
    std::function<void()> connected_;
    wire::Channel channel_;
};

}  // namespace portolan::roles
