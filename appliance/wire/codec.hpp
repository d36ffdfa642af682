// Messages between roles as bytes. One `fields(archive, value)` per type serves both directions, so that
// writer and reader cannot differ. A bool that is neither 0 nor 1, an enum past its last value, a range that
// runs backwards or bytes left over make a message malformed.
#pragma once

#include "appliance/base/address_set.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/wire/archive.hpp"

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace portolan::wire {

template <typename A, std::unsigned_integral T>
void fields(A& a, T& value) {
    a.number(value);
}

template <typename A>
void fields(A& a, bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    a.number(byte);
    if constexpr (A::kReads) {
        if (byte > 1) a.fail();
        value = byte == 1;
    }
}

template <typename A, typename T>
requires std::is_enum_v<T>
void fields(A& a, T& value) {
    auto number = static_cast<std::uint8_t>(value);
    a.number(number);
    if constexpr (A::kReads) {
        if (number > static_cast<std::uint8_t>(last_of(T{}))) a.fail();
        value = static_cast<T>(number);
    }
}

template <typename A>
void fields(A& a, std::string& value) {
    a.bytes(value);
}

template <typename A>
void fields(A& a, Timestamp& value) {
    auto bits = static_cast<std::uint64_t>(value.nanoseconds);
    a.number(bits);
    if constexpr (A::kReads) value.nanoseconds = static_cast<std::int64_t>(bits);
}

template <typename A>
void fields(A& a, Address& value) {
    std::uint64_t high = value.high();
    std::uint64_t low = value.low();
    a.number(high);
    a.number(low);
    if constexpr (A::kReads) value = Address::from_words(high, low);
}

template <typename A>
void fields(A& a, AddressRange& value) {
    fields(a, value.first);
    fields(a, value.last);
    if constexpr (A::kReads)
        if (value.last < value.first) a.fail();
}

template <typename A, typename T>
void fields(A& a, std::vector<T>& values);

template <typename A>
void fields(A& a, AddressSet& value) {
    std::vector<AddressRange> ranges(value.ranges().begin(), value.ranges().end());
    fields(a, ranges);
    if constexpr (A::kReads) value = AddressSet(std::move(ranges));
}

template <typename A, typename First, typename Second>
void fields(A& a, std::pair<First, Second>& value) {
    fields(a, value.first);
    fields(a, value.second);
}

template <typename A, typename T>
void fields(A& a, std::optional<T>& value) {
    bool there = value.has_value();
    fields(a, there);
    if constexpr (A::kReads)
        if (there) value.emplace();
    if (there) fields(a, *value);
}

template <typename A, typename T>
void fields(A& a, std::vector<T>& values) {
    auto size = static_cast<std::uint32_t>(values.size());
    a.number(size);
    if constexpr (A::kReads) {
        // Each entry takes a byte at least: a length that lies is caught before memory is asked for.
        if (size > a.left()) return a.fail();
        values.clear();
    }
    for (std::uint32_t i = 0; i < size && !a.failed(); ++i) {
        if constexpr (A::kReads) values.emplace_back();
        fields(a, values[i]);
    }
}

template <typename T>
std::string encode(const T& message) {
    std::string out;
    Writer writer(out);
    T copy = message;  // `fields` serves both directions and so takes a reference
    fields(writer, copy);
    return out;
}

// Nothing where the bytes are no such message.
template <typename T>
std::optional<T> decode(std::string_view bytes) {
    Reader reader(bytes);
    T out;
    fields(reader, out);
    if (!reader.whole()) return std::nullopt;
    return out;
}

}  // namespace portolan::wire
