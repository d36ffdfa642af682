// The parsed form of a YAML document, private to the reader.
#pragma once

#include "appliance/base/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::profiles {

struct YamlNode {
    enum class Kind { scalar, list, map, nothing };
    Kind kind = Kind::nothing;
    std::string scalar;
    bool plain = false;  // a bare scalar, whose type YAML guesses
    int line = 1;
    int column = 1;
    std::vector<std::unique_ptr<YamlNode>> children;  // a map holds key, value, key, value, ...
    std::shared_ptr<const std::string> file;
};

// Parses one document; errors carry file:line:column.
Result<std::shared_ptr<const YamlNode>> parse_yaml_tree(std::string_view text, const std::string& file);

}  // namespace portolan::profiles
