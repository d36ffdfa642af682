// Who is at the other end of a connection.
#pragma once

#include "webui/exchange.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace portolan::webui {

struct Peer {
    std::string text;  // address, or "local"
    std::string key;   // what its connections are counted by: IPv6 by /64; empty on the unix socket
    bool local = false;
    PeerCredentials credentials;  // `administrator` is for the server role to find out
};

Peer peer_of(int socket, bool local);

// Counts a connection for as long as it lasts.
class Place {
public:
    struct Counts {
        std::size_t all = 0;
        std::map<std::string, std::size_t> by_address;
    };
    Place(Counts& counts, std::string key);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] std::size_t of_all() const { return counts_.all; }
    [[nodiscard]] std::size_t of_address() const;

private:
    Counts& counts_;
    std::string key_;
};

}  // namespace portolan::webui
