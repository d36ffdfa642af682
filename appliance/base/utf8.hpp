// Bytes from outside as UTF-8 text (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace portolan {

struct CodePoint {
    char32_t value = 0xFFFD;
    std::size_t length = 1;  // bytes used; 1 where the bytes are invalid
    bool valid = false;
};

// The code point at `at`, which must be inside the text. Overlong forms, surrogates, cut sequences and values
// over U+10FFFF are invalid (RFC 3629 section 3).
CodePoint decode_utf8(std::string_view text, std::size_t at);

// Offset of the first byte that is no text, or npos: what is invalid, and controls other than tab and line
// ends (a NUL ends a name in C, an escape rewrites a terminal).
std::size_t first_non_text(std::string_view text);

}  // namespace portolan
