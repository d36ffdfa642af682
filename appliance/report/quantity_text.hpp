// Quantities as people read them: "48,120", "1.2 MB", "3 flows", "1 h 12 min".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::report {

std::string grouped(std::uint64_t number);    // "48,120"
std::string bytes_text(std::uint64_t bytes);  // powers of ten: "999 B", "1.2 MB"
std::string counted(std::uint64_t number,
                    std::string_view noun);  // "1 flow", "1,200 flows": nouns with plural -s
// Time between two RFC 3339 instants: "850 ms", "12 s", "1 h 12 min", "3 d 4 h"; empty where either is none.
std::string duration_text(std::string_view from, std::string_view to);
// "2026-11-22 15:04:05 UTC" of RFC 3339 text; other text as it is.
std::string instant_text(std::string_view instant);

}  // namespace portolan::report
