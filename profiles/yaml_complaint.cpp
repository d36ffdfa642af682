#include "profiles/yaml_complaint.hpp"

#include <array>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

using Place = YamlComplaint::Place;

struct Known {
    std::string_view begins;  // yaml-cpp 0.7, yaml-cpp/exceptions.h
    std::string_view message;
    std::string_view remedy;
    Place place = Place::mark;
};

constexpr std::array<Known, 9> kKnown = {{
    {"end of map flow not found", "this '{' is not closed, or a ',' is missing after it",
     "close it with '}' (the file may be cut off)", Place::innermost},
    {"end of sequence flow not found", "this '[' is not closed, or a ',' is missing after it",
     "close it with ']' (the file may be cut off)", Place::innermost},
    {"illegal flow end", "this bracket closes none, or not the one that is open",
     "close '[' with ']' and '{' with '}', innermost first"},
    {"illegal EOF in scalar", "after this, a quote is opened and never closed",
     "close it (the file may be cut off)", Place::last_value},
    {"end of map not found", "this line is not indented as those of its map",
     "indent it as its neighbours, with spaces only"},
    {"end of sequence not found", "this line is not indented as those of its list",
     "indent it as its neighbours, with spaces only"},
    {"illegal map value", "a ':' stands here, where no key can be",
     "put text that holds ': ' in quotes, and see that the key before has a ': ' after it"},
    {"unknown escape character", "double quotes hold an unknown escape",
     "write \\\\ for a backslash, or use single quotes"},
    {"the referenced anchor is not defined", "aliases are not allowed",
     "write the value out, or put text that begins with '*' in quotes"},
}};

}  // namespace

YamlComplaint complaint_of(std::string_view parser_message) {
    for (const Known& known : kKnown)
        if (parser_message.starts_with(known.begins))
            return {std::string(known.message), std::string(known.remedy), known.place};
    return {fmt::format("not valid YAML: {}", parser_message),
            "check indentation (spaces only), brackets and quotes here and on the line before", Place::mark};
}

}  // namespace portolan::profiles
