// Slows down guessing of passwords. Failures are counted by account and by address; past a few of them each
// further attempt must wait twice as long as the one before. An account waits less than an address, lest a
// stranger lock the administrator out; accounts that do not exist are counted alike, so that nothing tells
// them apart.
#pragma once

#include "appliance/base/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace portolan::webui {

struct GuardLimits {
    std::uint32_t free_failures = 5;          // before the first wait, of 1 s
    std::int64_t account_wait_seconds = 60;   // longest
    std::int64_t address_wait_seconds = 900;  // longest
    std::int64_t forget_seconds = 3'600;      // a counter untouched for that long starts anew
    std::size_t most_entries = 10'000;        // of each table; the one untouched for longest goes
};

class LoginGuard {
public:
    explicit LoginGuard(const GuardLimits& limits = {}) : limits_(limits) {}

    // Seconds to wait before this attempt may be made; 0 = now. Then begin() it.
    [[nodiscard]] std::int64_t wait(std::string_view account, std::string_view address, Timestamp now) const;
    // Counts a failure at once, so that attempts in parallel do not outrun the count; success() takes it
    // back.
    void begin(std::string_view account, std::string_view address, Timestamp now);
    void success(std::string_view account, std::string_view address);
    // The attempt was not made after all.
    void take_back(std::string_view account, std::string_view address);
    [[nodiscard]] std::size_t entries() const { return accounts_.size() + addresses_.size(); }

private:
    struct Entry {
        std::uint32_t failures = 0;
        Timestamp last;
    };
    using Table = std::map<std::string, Entry, std::less<>>;

    [[nodiscard]] std::int64_t wait(const Table& table, std::string_view key, std::int64_t longest,
                                    Timestamp now) const;
    void count(Table& table, std::string key, Timestamp now) const;
    static void uncount(Table& table, std::string_view key);

    GuardLimits limits_;
    Table accounts_;
    Table addresses_;  // IPv6 by /64: one customer holds at least that many addresses
};

}  // namespace portolan::webui
