// Text into HTML: the one way in which foreign words enter the report's pages.
#pragma once

#include <string>
#include <string_view>

namespace portolan::report {

// For element content and for attribute values in double quotes; deceptive characters are named
// (foreign_text.hpp).
std::string escape_html(std::string_view text);
// The same, cut to `most` code points of the text.
std::string escape_html(std::string_view text, std::size_t most);

// ` lang="es"` where the language is a plausible BCP 47 tag (RFC 5646 section 2.1), else nothing.
std::string lang_attribute(std::string_view language);

// True for text that can stand in id="" and href="#" as it is: letters, digits and '-', starting with a
// letter.
bool is_anchor(std::string_view text);

}  // namespace portolan::report
