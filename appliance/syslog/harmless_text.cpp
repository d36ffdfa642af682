#include "appliance/syslog/harmless_text.hpp"

#include "appliance/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace portolan::syslog {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Span {
    char32_t first;
    char32_t last;
};
// C1; direction marks; line and paragraph separators with the embedding marks; isolates; the mark of byte
// order, which receivers take for the beginning of a message.
constexpr std::array kUnfit = {Span{0x80, 0x9F},     Span{0x061C, 0x061C}, Span{0x200E, 0x200F},
                               Span{0x2028, 0x202E}, Span{0x2066, 0x2069}, Span{0xFDD0, 0xFDEF},
                               Span{0xFEFF, 0xFEFF}};

bool is_unfit(char32_t value) {
    const bool noncharacter = (value & 0xFFFEU) == 0xFFFEU;
    return noncharacter || std::ranges::any_of(kUnfit, [value](const Span& span) {
               return span.first <= value && value <= span.last;
           });
}

// U+2400 + c for a C0 control, U+2421 for DEL; three bytes each.
std::string picture(char32_t control) {
    const char32_t value = control == 0x7F ? 0x2421 : 0x2400 + control;
    return {static_cast<char>(0xE2), static_cast<char>(0x80U | (value >> 6U & 0x3FU)),
            static_cast<char>(0x80U | (value & 0x3FU))};
}

}  // namespace

std::string harmless(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = decode_utf8(text, 0);
        if (!point.valid || is_unfit(point.value)) {
            out += kReplacement;
        } else if (point.value < 0x20 || point.value == 0x7F) {
            out += picture(point.value);
        } else {
            out += text.substr(0, point.length);
        }
        text.remove_prefix(point.length);
    }
    return out;
}

std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    const auto continues = [text](std::size_t at) {
        return (static_cast<std::uint8_t>(text[at]) & 0xC0U) == 0x80U;
    };
    while (most > 0 && continues(most))
        --most;
    return text.substr(0, most);
}

std::string header_word(std::string_view text, std::size_t most) {
    std::string out(text.substr(0, most));
    std::ranges::replace_if(
        out, [](char c) { return c < '!' || c > '~'; }, '_');
    return out.empty() ? "-" : out;
}

}  // namespace portolan::syslog
