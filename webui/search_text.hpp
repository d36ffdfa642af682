// Parts of texts and opaque cursors: what the lists of the API share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

// True where `part` stands in `text`, ASCII letters in any case; an empty part stands everywhere.
[[nodiscard]] bool contains_folded(std::string_view text, std::string_view part);
[[nodiscard]] bool equals_folded(std::string_view left, std::string_view right);

// True where the list is empty (any word) or holds the word.
[[nodiscard]] bool is_one_of(const std::vector<std::string>& words, std::string_view word);

// A cursor is "last instant, id" of the last row given, in base64url: rows that changed since stand before it
// in a list that shows the latest first, so that none is left out.
struct Position {
    std::string instant;
    std::string id;
    friend auto operator<=>(const Position&, const Position&) = default;
};
[[nodiscard]] std::string cursor_of(const Position& position);
[[nodiscard]] std::optional<Position> parse_cursor(std::string_view cursor);

}  // namespace portolan::webui
