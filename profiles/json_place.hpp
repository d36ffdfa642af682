// Strict reading of foreign JSON: every value knows its place as a JSON pointer (RFC 6901), so that an error
// says where. Bounded in size and depth by parse_json.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace portolan::profiles {

// Refuses more than `most_bytes`, more than 32 levels, and bytes that are no UTF-8; errors say line and
// column.
Result<boost::json::value> parse_json(std::string_view text, const std::string& file, std::size_t most_bytes);

// A value and its place; the parsed tree must outlive it.
class JsonPlace {
public:
    JsonPlace(const boost::json::value& value, std::string file, std::string pointer = {})
        : value_(&value), file_(std::move(file)), pointer_(std::move(pointer)) {}

    [[nodiscard]] const boost::json::value& value() const { return *value_; }
    [[nodiscard]] Failure error(std::string message, std::string remedy = {}) const;

    // Null where the key is absent; an error where this is no object.
    [[nodiscard]] Result<std::optional<JsonPlace>> find(std::string_view key) const;
    [[nodiscard]] Result<JsonPlace> need(std::string_view key) const;
    [[nodiscard]] Result<std::vector<JsonPlace>> items() const;   // of an array
    [[nodiscard]] Result<std::vector<std::string>> keys() const;  // of an object
    [[nodiscard]] Result<std::string> text() const;               // at most 1,000 bytes
    [[nodiscard]] Result<std::uint64_t> number(std::uint64_t most) const;

private:
    const boost::json::value* value_;
    std::string file_;
    std::string pointer_;
};

}  // namespace portolan::profiles
