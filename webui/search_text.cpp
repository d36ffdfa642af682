#include "webui/search_text.hpp"

#include <algorithm>

#include <sodium.h>

namespace portolan::webui {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

constexpr char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool same_folded(char left, char right) {
    return folded(left) == folded(right);
}

}  // namespace

bool contains_folded(std::string_view text, std::string_view part) {
    // Not std::ranges::search: clang 14 does not take the subrange that libstdc++ 12 returns.
    return part.empty() ||
           std::search(text.begin(), text.end(), part.begin(), part.end(), same_folded) != text.end();
}

bool equals_folded(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, same_folded);
}

bool is_one_of(const std::vector<std::string>& words, std::string_view word) {
    return words.empty() || std::ranges::find(words, word) != words.end();
}

std::string cursor_of(const Position& position) {
    const std::string plain = position.instant + " " + position.id;
    std::string out(sodium_base64_encoded_len(plain.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(plain.data()),
                      plain.size(), kVariant);
    out.pop_back();  // the terminating zero
    return out;
}

std::optional<Position> parse_cursor(std::string_view cursor) {
    std::string plain(cursor.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(plain.data()), plain.size(),
                                         cursor.data(), cursor.size(), nullptr, &size, &end, kVariant);
    if (failed != 0 || end != cursor.data() + cursor.size()) return std::nullopt;
    plain.resize(size);
    const std::size_t space = plain.find(' ');
    if (space == std::string::npos || space + 1 == plain.size()) return std::nullopt;
    return Position{plain.substr(0, space), plain.substr(space + 1)};
}

}  // namespace portolan::webui
