// A simple profile as YAML text: what drafts and imported MUD files hold, that is roles, parameters, and
// allowing flows and endpoints of one body. Not a printer of every profile: options, controls and facts are a
// person's work. What it prints, the loader reads back as the same.
#pragma once

#include "profiles/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::profiles {

// `remarks` become comment lines at the head, whatever bytes they hold.
std::string draft_yaml(const Profile& profile, const std::vector<std::string>& remarks);

// Double-quoted YAML in printable ASCII: everything else is escaped, so that bytes from captures and files of
// others can neither end the string nor move a terminal's cursor. Bytes that are no UTF-8 and control characters,
// which the reader refuses, become U+FFFD.
std::string quoted_yaml(std::string_view text);

// Letters, digits and single dashes: "Dent-Reader 4 " becomes "dent-reader-4"; empty where nothing is left.
std::string word_from(std::string_view text);

}  // namespace portolan::profiles
