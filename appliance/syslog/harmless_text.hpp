// Foreign text made fit for a line that others parse and terminals show. Packets and people can put anything
// into a value: line ends that would begin a forged event, escape sequences, bytes that are no UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::syslog {

// Valid UTF-8 of the same meaning. U+0000 to U+001F and U+007F become their pictures (U+2400 and following:
// a line end is seen as one), and what no one should send, each U+FFFD: bytes that are no UTF-8, C1 controls,
// noncharacters, marks that turn the direction of text, line and paragraph separators.
std::string harmless(std::string_view text);

// The longest beginning of at most `most` bytes that does not cut a character; `text` must be valid UTF-8.
std::string_view cut(std::string_view text, std::size_t most);

// For the header of a line (RFC 5424 section 6: PRINTUSASCII): others become '_', and "-" stands for nothing.
std::string header_word(std::string_view text, std::size_t most);

}  // namespace portolan::syslog
