#include "appliance/base/utf8.hpp"

#include <cstdint>

namespace portolan {
namespace {

struct Lead {
    std::size_t length = 0;  // 0: no byte that a sequence begins with
    char32_t bits = 0;
    char32_t least = 0;  // below: overlong
};

Lead read_lead(std::uint8_t byte) {
    if (byte < 0x80U) return {1, byte, 0};
    if ((byte & 0xE0U) == 0xC0U) return {2, byte & 0x1FU, 0x80};
    if ((byte & 0xF0U) == 0xE0U) return {3, byte & 0x0FU, 0x800};
    if ((byte & 0xF8U) == 0xF0U) return {4, byte & 0x07U, 0x10000};
    return {};
}

bool is_control(char32_t value) {
    return (value < 0x20 && value != U'\n' && value != U'\r' && value != U'\t') || value == 0x7F;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
    const Lead lead = read_lead(static_cast<std::uint8_t>(text[at]));
    if (lead.length == 0 || lead.length > text.size() - at) return {};
    char32_t value = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const std::uint8_t byte = static_cast<std::uint8_t>(text[at + i]);
        if ((byte & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (byte & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < lead.least || surrogate || value > 0x10FFFF) return {};
    return {value, lead.length, true};
}

std::size_t first_non_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        if (!point.valid || is_control(point.value)) return at;
        at += point.length;
    }
    return std::string_view::npos;
}

}  // namespace portolan
