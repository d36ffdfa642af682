// Which client resolved which documented name to which address: the rows behind the kernel's @learned maps.
// Pure bookkeeping with bounds; the enforcer projects it. `now` is seconds of CLOCK_BOOTTIME, which is never
// stepped.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/result.hpp"
#include "policy/ruleset/boxes.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace portolan::enforce {

struct LearnedPair {
    Address client;
    Address address;
    friend auto operator<=>(const LearnedPair&, const LearnedPair&) = default;
};

class LearnedNames {
public:
    static constexpr std::int64_t kGrace =
        3600;  // clients use an address after its TTL; as the recorder's names
    static constexpr std::uint32_t kLongestTtl = 7 * 24 * 3600;
    static constexpr std::size_t kMostAddresses = 64;  // of one client and name
    static constexpr std::size_t kMostOfClient = 2000;
    static constexpr int kMostPerSecond = 50;  // new ones, of one client

    // Checks and keeps. An error says what was refused; it concerns this client alone. Addresses of the
    // site's own zones and special-purpose ones are refused: a name must not open the way inside.
    Result<std::vector<LearnedPair>> learn(const ruleset::Ruleset& ruleset, const Address& client,
                                           const std::string& name, const std::vector<Address>& addresses,
                                           std::uint32_t ttl, std::int64_t now);
    // Names alive of a pair, and when the last of them ends.
    struct Alive {
        std::vector<std::string> names;
        std::int64_t until = 0;
    };
    [[nodiscard]] Alive alive(const LearnedPair& pair, std::int64_t now) const;
    // Pairs of which a name ended since the last call.
    std::vector<LearnedPair> expire(std::int64_t now);
    [[nodiscard]] std::vector<LearnedPair> pairs() const;

    // For the snapshot: client, address, name, end.
    struct Row {
        LearnedPair pair;
        std::string name;
        std::int64_t until = 0;
    };
    [[nodiscard]] std::vector<Row> rows() const;
    void restore(const std::vector<Row>& rows);

private:
    struct Client {
        std::int64_t second = 0;
        int fresh = 0;  // in that second
        std::size_t held = 0;
    };
    std::map<LearnedPair, std::map<std::string, std::int64_t>> rows_;
    std::map<Address, Client> clients_;
};

}  // namespace portolan::enforce
