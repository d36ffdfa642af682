// Columns on a terminal. Widths count code points that take a column; wide (East Asian) characters count as
// one: the documents are Latin, and a shifted column is all that a packet's name can cause.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::report {

// All arguments are text fit to be shown (foreign_text.hpp).
std::size_t columns(std::string_view text);
// Cut with an ellipsis to at most `width` columns.
std::string fitted(std::string_view text, std::size_t width);
// Fitted and filled with spaces to exactly `width` columns.
std::string padded(std::string_view text, std::size_t width);
std::string padded_left(std::string_view text, std::size_t width);
// Lines of at most `width` columns, broken at spaces, in words only where one is longer than a line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace portolan::report
