#include "webui/query.hpp"

#include "appliance/base/number.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/report/foreign_text.hpp"
#include "webui/exchange.hpp"

#include <algorithm>

#include <boost/url.hpp>

namespace portolan::webui {
namespace {

namespace urls = boost::urls;

constexpr std::size_t kMostSegments = 16;
constexpr std::size_t kMostParameters = 32;
constexpr std::size_t kMostText = 128;
constexpr std::size_t kMostIdentifier = 64;
constexpr std::size_t kMostName = 48;
constexpr std::size_t kMostCursor = 256;
constexpr std::size_t kMostListItems = 16;

Failure bad(std::string message, std::string remedy) {
    return fail(ErrorCode::bad_input, std::move(message), {}, std::move(remedy));
}

bool is_clean(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        if (!point.valid || point.value < 0x20 || point.value == 0x7F) return false;
        at += point.length;
    }
    return true;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kMostName && is_lower(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}
bool is_identifier(std::string_view text) {
    return !text.empty() && text.size() <= kMostIdentifier &&
           std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}
bool is_cursor(std::string_view text) {
    return !text.empty() && text.size() <= kMostCursor && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
    });
}
bool is_service(std::string_view text) {
    const std::size_t slash = text.find('/');
    return is_name(text.substr(0, slash)) &&
           (slash == std::string_view::npos || parse_decimal(text.substr(slash + 1), 65'535).has_value());
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> items;
    while (true) {
        const std::size_t comma = text.find(',');
        items.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return items;
        text.remove_prefix(comma + 1);
    }
}

std::string joined(std::span<const std::string_view> words) {
    std::string out;
    for (const std::string_view word : words)
        out += (out.empty() ? "" : ", ") + std::string(word);
    return out;
}

bool all_items(std::string_view value, auto holds) {
    const std::vector<std::string> items = split(value);
    return items.size() <= kMostListItems && std::ranges::all_of(items, holds);
}

bool is_right(const ParameterRule& rule, std::string_view value) {
    const auto known = [&rule](std::string_view word) {
        return std::ranges::find(rule.words, word) != rule.words.end();
    };
    switch (rule.kind) {
        case ParameterKind::words:
            return all_items(value, known);
        case ParameterKind::names:
            return all_items(value, is_name);
        case ParameterKind::word:
            return known(value);
        case ParameterKind::text:
            return !value.empty() && value.size() <= kMostText;
        case ParameterKind::identifier:
            return is_identifier(value);
        case ParameterKind::service:
            return is_service(value);
        case ParameterKind::instant:
            return parse_timestamp(value).has_value();
        case ParameterKind::limit:
            return parse_decimal(value, Query::kMostLimit).value_or(0) > 0;
        case ParameterKind::cursor:
            return is_cursor(value);
    }
    return false;
}

std::string right_form(const ParameterRule& rule) {
    switch (rule.kind) {
        case ParameterKind::words:
            return "give one or more of, separated by commas: " + joined(rule.words);
        case ParameterKind::names:
            return "give up to 16 words of small letters, digits and '-', separated by commas";
        case ParameterKind::word:
            return "give one of: " + joined(rule.words);
        case ParameterKind::text:
            return "give 1 to 128 bytes of text";
        case ParameterKind::identifier:
            return "give an id such as DCA4-065";
        case ParameterKind::service:
            return "give a protocol, or a protocol and port such as tcp/443";
        case ParameterKind::instant:
            return "give an instant such as 2026-11-22T15:04:05Z";
        case ParameterKind::limit:
            return "give a number from 1 to 500";
        case ParameterKind::cursor:
            return "give `next` of the page before";
    }
    return {};
}

std::string known_parameters(std::span<const ParameterRule> rules) {
    if (rules.empty()) return "this route takes no parameters";
    std::string out = "known here:";
    for (const ParameterRule& rule : rules)
        out += " " + std::string(rule.name);
    return out;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
    if (target.size() > kMostTargetBytes) return bad("the target is too long", "ask for less at once");
    const auto url = urls::parse_origin_form(target);
    if (!url) return bad("the target is no path with a query (RFC 9112 section 3.2.1)", "encode it");
    Target out;
    const urls::segments_view segments = url->segments();
    const urls::params_view parameters = url->params();
    if (segments.size() > kMostSegments || parameters.size() > kMostParameters)
        return bad("the target has too many parts", "ask for less at once");
    for (const std::string& segment : segments)
        out.segments.push_back(segment);
    for (const auto& parameter : parameters)
        if (!parameter.key.empty() || parameter.has_value)  // "/flows?" has none
            out.parameters.emplace_back(parameter.key, parameter.value);
    const bool clean = std::ranges::all_of(out.segments, is_clean) &&
                       std::ranges::all_of(out.parameters, [](const auto& parameter) {
                           return is_clean(parameter.first) && is_clean(parameter.second);
                       });
    if (!clean) return bad("the target holds bytes that are no text", "encode it as UTF-8");
    return out;
}

Result<Query> Query::read(const Target& target, std::span<const ParameterRule> rules) {
    Query query;
    for (const auto& [name, value] : target.parameters) {
        const auto rule = std::ranges::find(rules, name, &ParameterRule::name);
        if (rule == rules.end()) return bad("unknown parameter '" + name + "'", known_parameters(rules));
        if (query.values_.contains(name))
            return bad("the parameter '" + name + "' is given twice", "separate several words by commas");
        if (!is_right(*rule, value))
            return bad("the parameter '" + name + "' can't be '" + value + "'", right_form(*rule));
        query.values_.emplace(name, value);
    }
    return query;
}

const std::string& Query::text(std::string_view name) const {
    static const std::string none;
    const auto found = values_.find(name);
    return found == values_.end() ? none : found->second;
}

std::vector<std::string> Query::list(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : split(found->second);
}

std::size_t Query::limit() const {
    const auto found = values_.find("limit");
    return found == values_.end() ? kDefaultLimit
                                  : parse_decimal(found->second, kMostLimit).value_or(kDefaultLimit);
}

}  // namespace portolan::webui
