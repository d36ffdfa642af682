// Who uses how much of the gate: one client must not take what the others need.
#pragma once

#include "appliance/base/address.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace portolan::resolve {

struct GateLimits {
    std::size_t queries_per_client = 64;  // on their way, UDP and TCP together
    std::size_t queries = 4'096;
    std::size_t connections_per_client = 8;
    std::size_t connections = 256;
};

struct GateCounts {
    std::uint64_t queries = 0;
    std::uint64_t answers = 0;      // handed to clients, SERVFAIL of ours included
    std::uint64_t withheld = 0;     // SERVFAIL of ours
    std::uint64_t missed = 0;       // answers whose addresses were not learned though they should
    std::uint64_t ignored = 0;      // answers with another id or question: late, confused or forged
    std::uint64_t malformed = 0;    // queries that no resolver could read; dropped
    std::uint64_t over_limit = 0;   // queries and connections refused by GateLimits
    std::uint64_t unanswered = 0;   // by the resolver, or it was out of reach
    std::uint64_t undelivered = 0;  // the kernel had no room for the datagram
};

class Ledger {
public:
    explicit Ledger(const GateLimits& limits) : limits_(limits) {}

    bool open_query(const Address& client) {
        return open(client, &Use::queries, queries_, limits_.queries, limits_.queries_per_client);
    }
    void close_query(const Address& client) { close(client, &Use::queries, queries_); }
    bool open_connection(const Address& client) {
        return open(client, &Use::connections, connections_, limits_.connections,
                    limits_.connections_per_client);
    }
    void close_connection(const Address& client) { close(client, &Use::connections, connections_); }

    [[nodiscard]] std::size_t queries() const { return queries_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }
    GateCounts counts;

private:
    struct Use {
        std::size_t queries = 0;
        std::size_t connections = 0;
    };

    bool open(const Address& client, std::size_t Use::*what, std::size_t& total, std::size_t most,
              std::size_t most_of_client) {
        const auto found = clients_.find(client);
        const std::size_t used = found == clients_.end() ? 0 : found->second.*what;
        if (total >= most || used >= most_of_client) {
            ++counts.over_limit;
            return false;
        }
        ++total;
        ++(clients_[client].*what);
        return true;
    }
    void close(const Address& client, std::size_t Use::*what, std::size_t& total) {
        const auto found = clients_.find(client);
        --total;
        --(found->second.*what);
        if (found->second.queries == 0 && found->second.connections == 0) clients_.erase(found);
    }

    GateLimits limits_;
    std::unordered_map<Address, Use, AddressHash> clients_;
    std::size_t queries_ = 0;
    std::size_t connections_ = 0;
};

}  // namespace portolan::resolve
