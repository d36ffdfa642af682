// What yaml-cpp says of a file that is no YAML, in words that a person can act on.
#pragma once

#include <string>
#include <string_view>

namespace portolan::profiles {

struct YamlComplaint {
    enum class Place {
        mark,
        innermost,
        last_value
    };  // where the mistake is more likely than at yaml-cpp's mark

    std::string message;
    std::string remedy;
    Place place = Place::mark;
};

YamlComplaint complaint_of(std::string_view parser_message);

}  // namespace portolan::profiles
