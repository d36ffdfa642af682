#include "appliance/base/address.hpp"

#include "appliance/base/number.hpp"

#include <arpa/inet.h>
#include <bit>
#include <cstring>

#include <fmt/format.h>

namespace portolan {
namespace {

constexpr std::uint64_t kMappedV4 = 0x0000'ffff'0000'0000ULL;  // low word of ::ffff:0.0.0.0

std::uint64_t load_be64(const std::byte* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = (value << 8U) | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
}

AddressRange prefix_range(const Address& address, unsigned length128) {
    const std::uint64_t high_mask = length128 == 0 ? 0 : length128 >= 64 ? ~0ULL : ~0ULL << (64 - length128);
    const std::uint64_t low_mask = length128 <= 64 ? 0 : ~0ULL << (128 - length128);
    return {Address::from_words(address.high() & high_mask, address.low() & low_mask),
            Address::from_words(address.high() | ~high_mask, address.low() | ~low_mask)};
}

// Length of the prefix that is exactly this range, or -1.
int prefix_length(const AddressRange& range) {
    const std::uint64_t high = range.first.high() ^ range.last.high();
    const std::uint64_t low = range.first.low() ^ range.last.low();
    const int length = high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(low);
    const AddressRange exact = prefix_range(range.first, static_cast<unsigned>(length));
    return exact == range ? length : -1;
}

struct WithLength {
    Address address;
    unsigned length128 = 128;
};

Result<WithLength> parse_with_length(std::string_view text) {
    const std::size_t slash = text.find('/');
    const Address address = TRY(Address::parse(text.substr(0, slash)));
    const unsigned width = address.is_v4() ? 32 : 128;
    if (slash == std::string_view::npos) return WithLength{address, 128};
    const auto length = parse_decimal(text.substr(slash + 1), width);
    if (!length)
        return fail(ErrorCode::bad_input, fmt::format("'{}' has no valid prefix length", text), {},
                    fmt::format("write a number from 0 to {} after the '/'", width));
    return WithLength{address, static_cast<unsigned>(*length) + (128 - width)};
}

}  // namespace

Address Address::from_v4(std::uint32_t host_order) {
    return Address(0, kMappedV4 | host_order);
}

Address Address::from_v4(std::span<const std::byte, 4> network_order) {
    std::uint32_t value = 0;
    for (const std::byte byte : network_order)
        value = (value << 8U) | std::to_integer<std::uint32_t>(byte);
    return from_v4(value);
}

Address Address::from_v6(std::span<const std::byte, 16> network_order) {
    return Address(load_be64(network_order.data()), load_be64(network_order.data() + 8));
}

Result<Address> Address::parse(std::string_view text) {
    constexpr std::size_t kLongest = 45;  // INET6_ADDRSTRLEN - 1
    std::array<char, kLongest + 1> buffer{};
    std::array<std::byte, 16> bytes{};
    if (!text.empty() && text.size() <= kLongest && text.find('\0') == std::string_view::npos) {
        std::memcpy(buffer.data(), text.data(), text.size());
        if (inet_pton(AF_INET, buffer.data(), bytes.data()) == 1)
            return from_v4(std::span<const std::byte, 4>(bytes.data(), 4));
        if (inet_pton(AF_INET6, buffer.data(), bytes.data()) == 1) return from_v6(bytes);
    }
    return fail(ErrorCode::bad_input, fmt::format("'{}' is not an IP address", text.substr(0, 64)), {},
                "write it as 192.0.2.7 (no leading zeros) or 2001:db8::7");
}

bool Address::is_v4() const {
    return high_ == 0 && (low_ & ~0xffff'ffffULL) == kMappedV4;
}

std::array<std::byte, 16> Address::bytes() const {
    std::array<std::byte, 16> out{};
    for (unsigned i = 0; i < 8; ++i) {
        out[i] = static_cast<std::byte>(high_ >> (56 - 8 * i));
        out[8 + i] = static_cast<std::byte>(low_ >> (56 - 8 * i));
    }
    return out;
}

std::string Address::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const std::array<std::byte, 16> raw = bytes();
    if (is_v4()) {
        inet_ntop(AF_INET, raw.data() + 12, buffer.data(), buffer.size());
    } else {
        inet_ntop(AF_INET6, raw.data(), buffer.data(), buffer.size());
    }
    return buffer.data();
}

Address Address::next() const {
    if (low_ != ~0ULL) return Address(high_, low_ + 1);
    return high_ == ~0ULL ? *this : Address(high_ + 1, 0);
}

Address Address::previous() const {
    if (low_ != 0) return Address(high_, low_ - 1);
    return high_ == 0 ? *this : Address(high_ - 1, ~0ULL);
}

std::string AddressRange::text() const {
    if (first == last) return first.text();
    const int length = prefix_length(*this);
    const int hidden = first.is_v4() ? 96 : 0;
    if (length >= hidden) return fmt::format("{}/{}", first.text(), length - hidden);
    return fmt::format("{}-{}", first.text(), last.text());
}

Result<AddressRange> parse_address_range(std::string_view text) {
    if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
        const Address first = TRY(Address::parse(text.substr(0, dash)));
        const Address last = TRY(Address::parse(text.substr(dash + 1)));
        const AddressRange range{first, last};
        if (range.first.is_v4() != range.last.is_v4())
            return fail(ErrorCode::bad_input,
                        fmt::format("range '{}' mixes IPv4 and IPv6", text.substr(0, 128)), {},
                        "write one range for each");
        if (range.last < range.first)
            return fail(ErrorCode::bad_input, fmt::format("range '{}' runs backwards", text.substr(0, 128)),
                        {}, "write the lower address first");
        return range;
    }
    const WithLength parsed = TRY(parse_with_length(text));
    const AddressRange range = prefix_range(parsed.address, parsed.length128);
    if (range.first != parsed.address)
        return fail(ErrorCode::bad_input, fmt::format("prefix '{}' has host bits set", text), {},
                    fmt::format("write {}", range.text()));
    return range;
}

Result<InterfaceAddress> parse_interface_address(std::string_view text) {
    if (text.find('/') == std::string_view::npos)
        return fail(ErrorCode::bad_input, fmt::format("'{}' has no prefix length", text), {},
                    "write the interface address as 192.0.2.1/28");
    const WithLength parsed = TRY(parse_with_length(text));
    return InterfaceAddress{parsed.address, prefix_range(parsed.address, parsed.length128)};
}

}  // namespace portolan
