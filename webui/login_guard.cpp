#include "webui/login_guard.hpp"

#include "appliance/base/address.hpp"

#include <algorithm>

namespace portolan::webui {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kMostKeyBytes = 128;

std::string account_key(std::string_view account) {
    return std::string(account.substr(0, kMostKeyBytes));
}

std::string address_key(std::string_view text) {
    const Result<Address> address = Address::parse(text);
    if (!address) return std::string(text.substr(0, kMostKeyBytes));
    if (address->is_v4()) return address->text();
    return Address::from_words(address->high(), 0).text();
}

}  // namespace

std::int64_t LoginGuard::wait(std::string_view account, std::string_view address, Timestamp now) const {
    return std::max(wait(accounts_, account_key(account), limits_.account_wait_seconds, now),
                    wait(addresses_, address_key(address), limits_.address_wait_seconds, now));
}

void LoginGuard::begin(std::string_view account, std::string_view address, Timestamp now) {
    count(accounts_, account_key(account), now);
    count(addresses_, address_key(address), now);
}

void LoginGuard::success(std::string_view account, std::string_view address) {
    accounts_.erase(account_key(account));
    // Others may be guessing from the same address: it only gets back the one that was no failure.
    uncount(addresses_, address_key(address));
}

void LoginGuard::take_back(std::string_view account, std::string_view address) {
    uncount(accounts_, account_key(account));
    uncount(addresses_, address_key(address));
}

void LoginGuard::uncount(Table& table, std::string_view key) {
    const auto found = table.find(key);
    if (found != table.end() && found->second.failures > 0) --found->second.failures;
}

std::int64_t LoginGuard::wait(const Table& table, std::string_view key, std::int64_t longest,
                              Timestamp now) const {
    const auto found = table.find(key);
    if (found == table.end() || found->second.failures < limits_.free_failures) return 0;
    const std::uint32_t doublings = std::min(found->second.failures - limits_.free_failures, 30U);
    const std::int64_t delay = std::min(std::int64_t{1} << doublings, longest);
    const std::int64_t until = found->second.last.nanoseconds + delay * kSecond;
    if (now.nanoseconds >= until) return 0;
    return (until - now.nanoseconds + kSecond - 1) / kSecond;
}

void LoginGuard::count(Table& table, std::string key, Timestamp now) const {
    Entry& entry = table[std::move(key)];
    if (now.nanoseconds - entry.last.nanoseconds > limits_.forget_seconds * kSecond) entry.failures = 0;
    ++entry.failures;
    entry.last = now;
    if (table.size() <= limits_.most_entries) return;
    table.erase(std::ranges::min_element(
        table, [](const auto& left, const auto& right) { return left.second.last < right.second.last; }));
}

}  // namespace portolan::webui
