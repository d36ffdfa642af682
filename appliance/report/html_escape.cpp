#include "appliance/report/html_escape.hpp"

#include "appliance/report/foreign_text.hpp"

#include <algorithm>

namespace portolan::report {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

constexpr std::size_t kLongestAnchor = 64;  // longer ones are no ids of ours
constexpr std::size_t kLongestTag = 35;     // RFC 5646 section 4.4.1 asks to take at least this

std::string escape_shown(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text)
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

}  // namespace

std::string escape_html(std::string_view text) {
    return escape_shown(shown(text));
}
std::string escape_html(std::string_view text, std::size_t most) {
    return escape_shown(shown(text, most));
}

std::string lang_attribute(std::string_view language) {
    const bool plausible = language.size() >= 2 && language.size() <= kLongestTag && is_letter(language[0]) &&
                           is_letter(language[1]) && std::all_of(language.begin(), language.end(), is_word);
    if (!plausible) return {};
    return " lang=\"" + std::string(language) + "\"";
}

bool is_anchor(std::string_view text) {
    return !text.empty() && text.size() <= kLongestAnchor && is_letter(text[0]) &&
           std::all_of(text.begin(), text.end(), is_word);
}

}  // namespace portolan::report
