// Decimal numbers as the products' documents write them: digits only, no sign, no leading zero (which other
// readers take for octal), no more than the given bound.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace portolan {

inline std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t most) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

}  // namespace portolan
