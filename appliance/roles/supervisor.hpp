// Starts the roles of the one table of rights (privilege/rights.hpp), starts them again when they end, and
// tells the server how they are. Runs as root; does nothing else: no socket of its own but the channel to the
// server.
#pragma once

#include "appliance/roles/event_loop.hpp"
#include "appliance/wire/channel.hpp"

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace portolan::roles {

struct Program {
    std::string role;
    std::vector<std::string> command;  // path of the binary first
    std::vector<int> descriptors;      // that it inherits; all others are closed
};

class Supervisor {
public:
    // `server_socket`: where the states are told.
    Supervisor(EventLoop& loop, std::string server_socket);
    ~Supervisor();  // ends them all
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    // Starts it, and again 50 ms after it ended; up to 5 s where it ends at once, again and again.
    void keep(Program program);
    // Asks all to end, last started first, and waits; after 5 s they are killed.
    void end_all();
    [[nodiscard]] pid_t pid_of(const std::string& role) const;

private:
    struct Child {
        Program program;
        pid_t pid = 0;
        std::uint32_t restarts = 0;
        std::int64_t started = 0;   // ms, monotonic
        std::int64_t start_at = 0;  // not before
        std::int64_t patience = 50;
        Timestamp since;
    };
    void start(Child& child);
    void reap();
    void tell();
    EventLoop& loop_;
    std::string server_socket_;
    wire::Channel server_;
    std::vector<Child> children_;
    int signals_ = -1;
    bool changed_ = true;
};

}  // namespace portolan::roles
