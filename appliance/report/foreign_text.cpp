#include "appliance/report/foreign_text.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

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

struct Span {
    char32_t first;
    char32_t last;
};

// Unicode's Bidi_Control, Cc, the invisible ones of Cf that names are forged with, line and paragraph
// separators, and tag characters.
constexpr std::array kDeceptive = {Span{0x0000, 0x001F}, Span{0x007F, 0x009F}, Span{0x00AD, 0x00AD},
                                   Span{0x061C, 0x061C}, Span{0x180E, 0x180E}, Span{0x200B, 0x200F},
                                   Span{0x2028, 0x202E}, Span{0x2060, 0x206F}, Span{0xFEFF, 0xFEFF},
                                   Span{0xFFF9, 0xFFFB}, Span{0xFFFE, 0xFFFF}, Span{0xE0000, 0xE007F}};

void append_shown(std::string& out, std::string_view text, std::size_t at, const CodePoint& point) {
    if (!point.valid) {
        out += kReplacement;
    } else if (point.value == U'\t' || point.value == U'\n' || point.value == U'\r') {
        out += ' ';
    } else if (is_deceptive(point.value)) {
        fmt::format_to(std::back_inserter(out), "[U+{:04X}]", static_cast<std::uint32_t>(point.value));
    } else {
        out += text.substr(at, point.length);
    }
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

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        out += point.valid ? text.substr(at, point.length) : kReplacement;
        at += point.length;
    }
    return out;
}

bool is_deceptive(char32_t value) {
    for (const Span& span : kDeceptive)
        if (span.first <= value && value <= span.last) return true;
    return false;
}

std::string shown(std::string_view text) {
    return shown(text, text.size());
}

std::string shown(std::string_view text, std::size_t most) {
    std::string out;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (count == most) {
            out += kEllipsis;
            break;
        }
        const CodePoint point = decode_utf8(text, at);
        append_shown(out, text, at, point);
        at += point.length;
    }
    return out;
}

}  // namespace portolan::report
