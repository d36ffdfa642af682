#include "appliance/report/text_layout.hpp"

#include "appliance/report/foreign_text.hpp"

#include <algorithm>

namespace portolan::report {
namespace {

// Bytes that the first `width` columns take.
std::size_t bytes_of(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    std::size_t used = 0;
    while (at < text.size()) {
        const CodePoint point = decode_utf8(text, at);
        const bool combining = point.value >= 0x0300 && point.value <= 0x036F;
        if (!combining && ++used > width) break;
        at += point.length;
    }
    return at;
}

}  // namespace

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        const bool combining = point.value >= 0x0300 && point.value <= 0x036F;
        count += combining ? 0U : 1U;
        at += point.length;
    }
    return count;
}

std::string fitted(std::string_view text, std::size_t width) {
    if (columns(text) <= width) return std::string(text);
    if (width == 0) return {};
    return std::string(text.substr(0, bytes_of(text, width - 1))) + "…";
}

std::string padded(std::string_view text, std::size_t width) {
    std::string out = fitted(text, width);
    out.append(width - std::min(width, columns(out)), ' ');
    return out;
}

std::string padded_left(std::string_view text, std::size_t width) {
    const std::string out = fitted(text, width);
    return std::string(width - std::min(width, columns(out)), ' ') + out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    width = std::max<std::size_t>(width, 1);
    std::vector<std::string> lines;
    while (columns(text) > width) {
        const std::size_t hard = bytes_of(text, width);
        const std::size_t space = text.substr(0, hard + 1).rfind(' ');
        const bool at_space = space != std::string_view::npos && space > 0;
        const std::size_t end = at_space ? space : hard;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(at_space ? end + 1 : end);
    }
    lines.emplace_back(text);
    return lines;
}

}  // namespace portolan::report
