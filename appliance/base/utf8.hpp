// Whether bytes from outside are text: well-formed UTF-8 (RFC 3629) without control characters.
#pragma once

#include <cstddef>
#include <string_view>

namespace portolan {

// Offset of the first byte that is no text, or npos: overlong forms, surrogates, values over U+10FFFF, cut
// sequences, and controls other than tab and line ends (a NUL ends a name in C, an escape rewrites a
// terminal).
std::size_t first_non_text(std::string_view text);

}  // namespace portolan
