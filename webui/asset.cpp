#include "webui/asset.hpp"

#include "webui/search_text.hpp"

#include <algorithm>

namespace portolan::webui {
namespace {

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

// "q=0", "q=0.0", "q=0.000" refuse.
bool refuses(std::string_view parameter) {
    parameter = trimmed(parameter);
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return false;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

const Asset* find_asset(AssetTable assets, std::string_view path) {
    if (path == "/") path = "/index.html";
    const auto found = std::ranges::lower_bound(assets, path, {}, &Asset::path);
    return found == assets.end() || found->path != path ? nullptr : &*found;
}

bool takes_brotli(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const std::size_t comma = accept_encoding.find(',');
        const std::string_view item = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
        const std::size_t semicolon = item.find(';');
        if (!equals_folded(trimmed(item.substr(0, semicolon)), "br")) continue;
        return semicolon == std::string_view::npos || !refuses(item.substr(semicolon + 1));
    }
    return false;
}

}  // namespace portolan::webui
