#include "appliance/report/foreign_text.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

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
