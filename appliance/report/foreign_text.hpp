// Text that others wrote (names from packets, quotes, file names) made fit to be shown. Packets can hold
// anything: bytes that are no UTF-8, terminal escapes, marks that turn "gpj.exe" round. Nothing is dropped
// silently: what can't be shown as it is, is named.
#pragma once

#include "appliance/base/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::report {

// Each invalid byte becomes U+FFFD.
std::string valid_utf8(std::string_view text);

// Controls (C0, DEL, C1), marks that change the direction of what follows, invisible characters and line
// separators: never shown as they are.
bool is_deceptive(char32_t value);

// Valid UTF-8 without deceptive characters: tab and line ends become a space, the others "[U+202E]".
std::string shown(std::string_view text);

// The first `most` code points of shown(text), with an ellipsis where something was cut off.
std::string shown(std::string_view text, std::size_t most);

}  // namespace portolan::report
