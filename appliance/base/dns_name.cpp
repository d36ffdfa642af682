#include "appliance/base/dns_name.hpp"

namespace portolan {

std::optional<std::string> normalise_name(std::string_view text) {
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    if (text.empty() || text.size() > 253) return std::nullopt;
    std::string out;
    out.reserve(text.size());
    std::size_t label = 0;
    for (const char raw : text) {
        const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw - 'A' + 'a') : raw;
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (c == '.' ? label == 0 : !plain || label == 63) return std::nullopt;
        label = c == '.' ? 0 : label + 1;
        out += c;
    }
    if (label == 0) return std::nullopt;
    return out;
}

bool is_below(std::string_view name, std::string_view suffix) {
    return name.size() > suffix.size() + 1 && name.ends_with(suffix) &&
           name[name.size() - suffix.size() - 1] == '.';
}

}  // namespace portolan
