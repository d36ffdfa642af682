// DNS names in the one form that tables and comparisons use: lower case, no final dot, ASCII labels (RFC 1123
// section 2.1, plus '_' as service labels use it). Names in U-label form are refused: write the A-label
// (xn--...).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portolan {

// Nothing where the text is not a host name: empty labels, labels over 63 or names over 253 bytes, other
// bytes.
std::optional<std::string> normalise_name(std::string_view text);

// True for "b.example" and "a.b.example" under suffix "example", never for "example" itself (the apex) nor
// for "badexample": the boundary is a dot. Both in normal form.
bool is_below(std::string_view name, std::string_view suffix);

}  // namespace portolan
