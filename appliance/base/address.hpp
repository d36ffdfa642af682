// IP addresses, prefixes and ranges. One type holds both families: an IPv4 address is kept as its IPv4-mapped
// IPv6 form (RFC 4291 section 2.5.5.2), so that every table, set and comparison has one code path.
#pragma once

#include "appliance/base/result.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace portolan {

class Address {
public:
    constexpr Address() = default;  // "::"
    static Address from_v4(std::uint32_t host_order);
    static Address from_v4(std::span<const std::byte, 4> network_order);
    static Address from_v6(std::span<const std::byte, 16> network_order);
    static constexpr Address from_words(std::uint64_t high, std::uint64_t low) { return Address(high, low); }
    // Dotted quad (no leading zeros: "010" is refused, not read as octal) or RFC 4291 text.
    static Result<Address> parse(std::string_view text);

    [[nodiscard]] bool is_v4() const;
    [[nodiscard]] std::uint32_t v4() const { return static_cast<std::uint32_t>(low_); }
    [[nodiscard]] std::uint64_t high() const { return high_; }
    [[nodiscard]] std::uint64_t low() const { return low_; }
    [[nodiscard]] std::array<std::byte, 16> bytes() const;
    [[nodiscard]] std::string text() const;

    // The neighbours in the 128-bit space; the ends stay where they are.
    [[nodiscard]] Address next() const;
    [[nodiscard]] Address previous() const;

    friend constexpr auto operator<=>(const Address&, const Address&) = default;

private:
    constexpr Address(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

// Closed range, first <= last, both of one family.
struct AddressRange {
    Address first;
    Address last;
    [[nodiscard]] bool contains(const Address& address) const { return first <= address && address <= last; }
    // "10.0.0.1", "10.0.0.0/24" or "10.0.0.1-10.0.0.9": the shortest form that says it.
    [[nodiscard]] std::string text() const;
    friend constexpr auto operator<=>(const AddressRange&, const AddressRange&) = default;
};

// An address, a prefix without host bits ("10.0.0.0/8") or a range ("10.0.0.1-10.0.0.9").
Result<AddressRange> parse_address_range(std::string_view text);

// An interface address with its prefix length ("192.0.2.1/28"): host bits are allowed and kept apart.
struct InterfaceAddress {
    Address address;
    AddressRange network;
};
Result<InterfaceAddress> parse_interface_address(std::string_view text);

struct AddressHash {
    std::size_t operator()(const Address& address) const noexcept {
        std::uint64_t h = (address.high() ^ 0x9e3779b97f4a7c15ULL) * 0xff51afd7ed558ccdULL;
        h ^= h >> 32U;
        h = (h ^ address.low()) * 0xc4ceb9fe1a85ec53ULL;
        return static_cast<std::size_t>(h ^ (h >> 29U));
    }
};

}  // namespace portolan
