// Loads of integers in either byte order from foreign bytes. The caller has checked the size once for the
// whole header; the span's own check (hardened builds) stays as the second line.
#pragma once

#include "appliance/base/bytes.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace portolan::passive {

template <typename T>
[[gnu::always_inline]] inline T load(Bytes bytes, std::size_t at, std::endian order) {
    static_assert(std::is_unsigned_v<T>);
    T value = 0;
    const Bytes field = bytes.subspan(at, sizeof(T));
    std::memcpy(&value, field.data(), sizeof(T));
    if constexpr (sizeof(T) == 2) return order == std::endian::native ? value : __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) return order == std::endian::native ? value : __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) return order == std::endian::native ? value : __builtin_bswap64(value);
    return value;
}

[[gnu::always_inline]] inline std::uint8_t load8(Bytes bytes, std::size_t at) {
    return std::to_integer<std::uint8_t>(bytes[at]);
}
[[gnu::always_inline]] inline std::uint16_t load16(Bytes bytes, std::size_t at,
                                                   std::endian order = std::endian::big) {
    return load<std::uint16_t>(bytes, at, order);
}
[[gnu::always_inline]] inline std::uint32_t load32(Bytes bytes, std::size_t at,
                                                   std::endian order = std::endian::big) {
    return load<std::uint32_t>(bytes, at, order);
}
[[gnu::always_inline]] inline std::uint64_t load64(Bytes bytes, std::size_t at,
                                                   std::endian order = std::endian::big) {
    return load<std::uint64_t>(bytes, at, order);
}

}  // namespace portolan::passive
