// Who resolved which name to which address: fills Flow::names. The name asked is kept, never a CNAME target.
//
// An answer stays for its TTL and one hour of grace: clients, their libraries and long-lived programs use an
// address after its TTL has run out, and a flow without its name would be taken for undocumented. The cost is
// that a shared address keeps an old name beside the new one for that hour; the newest stands first.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/timestamp.hpp"
#include "probes/passive/recorder.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace portolan::passive {

class ResolvedNames {
public:
    static constexpr std::int64_t kGrace = 3'600'000'000'000;
    static constexpr std::uint32_t kLongestTtl = 7 * 24 * 3600;  // RFC 8767 section 4 caps at seven days too
    static constexpr std::size_t kMostNames = 8;                 // of one client and address

    explicit ResolvedNames(std::uint64_t seed, ClientAliases aliases = {}, std::size_t most_pairs = 1'000'000)
        : aliases_(std::move(aliases)), most_pairs_(most_pairs), pairs_(0, Hash{seed}) {}

    // Whether the answer was seen in order with the packets, or told by the resolver, whose word may come
    // late.
    enum class By : std::uint8_t { packet, resolver };

    // False where the table is full of entries that are still alive.
    bool learn(const Address& client, const Address& address, const std::string& name, Timestamp now,
               std::uint32_t ttl, By by = By::packet);
    // Newest first; those known at `now`.
    [[nodiscard]] std::vector<std::string> find(const Address& client, const Address& address,
                                                Timestamp now) const;
    // Of them those that the resolver told.
    [[nodiscard]] std::vector<std::string> find_told(const Address& client, const Address& address,
                                                     Timestamp now) const;

private:
    struct Pair {
        Address client;
        Address address;
        friend bool operator==(const Pair&, const Pair&) = default;
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(const Pair& pair) const noexcept;
    };
    struct Entry {
        std::string name;
        std::int64_t expires;
        By by;
    };
    [[nodiscard]] std::vector<std::string> find(const Address& client, const Address& address, Timestamp now,
                                                bool told_only) const;
    void sweep(Timestamp now);
    [[nodiscard]] const Address& machine(const Address& client) const {
        const auto alias = aliases_.find(client);
        return alias == aliases_.end() ? client : alias->second;
    }

    ClientAliases aliases_;
    std::size_t most_pairs_;
    boost::unordered_flat_map<Pair, std::vector<Entry>, Hash> pairs_;  // entries: oldest first
    std::int64_t next_sweep_ = 0;
};

}  // namespace portolan::passive
