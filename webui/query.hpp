// The request target and its parameters, read by the rules that a route gives: an unknown, repeated or
// misspelt parameter is an error that says what would be right.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::webui {

struct Target {
    std::vector<std::string>
        segments;  // decoded, valid UTF-8 without control characters: {"api", "v1", "flows"}
    std::vector<std::pair<std::string, std::string>> parameters;
};

// Origin form (RFC 9112 section 3.2.1), at most kMostTargetBytes, 16 segments and 32 parameters; `+` is a
// space.
Result<Target> parse_target(std::string_view target);

enum class ParameterKind : std::uint8_t {
    words,       // comma-separated, each one of the rule's words
    names,       // comma-separated, each [a-z][a-z0-9-]{0,47}
    word,        // one of the rule's words
    text,        // 1 to 128 bytes of anything
    identifier,  // letters, digits and '-', at most 64
    service,     // "udp" or "tcp/443"
    instant,     // RFC 3339
    limit,       // 1 to 500
    cursor,      // [A-Za-z0-9_-]{1,256}
};

struct ParameterRule {
    std::string_view name;
    ParameterKind kind;
    std::span<const std::string_view> words;
};

class Query {
public:
    static constexpr std::size_t kDefaultLimit = 100;
    static constexpr std::uint64_t kMostLimit = 500;

    static Result<Query> read(const Target& target, std::span<const ParameterRule> rules);

    [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
    // Empty where the parameter is absent.
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
    [[nodiscard]] std::size_t limit() const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace portolan::webui
