#include "profiles/yaml_reader.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/number.hpp"
#include "profiles/yaml_tree.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

// The longest quote of the shipped profiles has some 700 bytes, the longest word (an HTTP pattern) 60.
constexpr std::size_t kLongestText = 16384;
constexpr std::size_t kLongestWord = 1024;

// What YAML 1.1 readers take for booleans or null (yaml.org/type/bool.html).
bool is_guessed_word(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 10> kGuessed = {"on",    "off", "yes", "no",   "true",
                                                           "false", "y",   "n",   "null", "~"};
    return std::find(kGuessed.begin(), kGuessed.end(), lower) != kGuessed.end();
}

bool looks_octal(std::string_view text) {
    return text.size() > 1 && text[0] == '0' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t kLongest = 64;  // edit distance is quadratic; hostile keys are not worth it
    if (word.size() > kLongest) return {};
    std::string best;
    std::size_t best_distance = word.size() / 3 + 2;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string YamlValue::where() const {
    return fmt::format("{}:{}:{}", *node_->file, node_->line, node_->column);
}
bool YamlValue::is_list() const {
    return node_->kind == YamlNode::Kind::list;
}
bool YamlValue::is_map() const {
    return node_->kind == YamlNode::Kind::map;
}

Failure YamlValue::error(std::string message, std::string remedy) const {
    return fail(ErrorCode::bad_input, std::move(message), where(), std::move(remedy));
}

Result<std::string> YamlValue::text() const {
    if (node_->kind != YamlNode::Kind::scalar)
        return node_->kind == YamlNode::Kind::nothing
                   ? error("a value is missing here", "write one, or remove the key")
                   : error("one value is wanted here, not a list or map",
                           "write one word, or text in quotes");
    if (node_->scalar.size() > kLongestText)
        return error(fmt::format("a text of {} bytes", node_->scalar.size()),
                     fmt::format("write at most {}", kLongestText));
    return node_->scalar;
}

Result<std::string> YamlValue::word() const {
    std::string value = TRY(text());
    if (value.empty()) return error("an empty word", "write a value or leave the key out");
    if (value.size() > kLongestWord)
        return error(fmt::format("a word of {} bytes", value.size()),
                     fmt::format("write at most {}", kLongestWord));
    if (value.find_first_of("\r\n\t") != std::string::npos)
        return error("a word is one line without tabs", "write it on one line");
    if (node_->plain && is_guessed_word(value))
        return error(fmt::format("bare {} is a boolean or null to YAML", value),
                     fmt::format("write \"{}\" in quotes", value));
    if (node_->plain && looks_octal(value))
        return error(fmt::format("{} looks like an octal number", value),
                     "leave the leading zeros out, or quote it if it is a word");
    return value;
}

Result<bool> YamlValue::boolean() const {
    const std::string value = TRY(text());
    if (value != "true" && value != "false")
        return error(fmt::format("'{}' is not true or false", value.substr(0, 64)), "write true or false");
    return value == "true";
}

Result<std::uint64_t> YamlValue::integer(std::uint64_t most) const {
    const std::string value = TRY(text());
    const auto number = parse_decimal(value, most);
    if (!number)
        return error(fmt::format("'{}' is not a number from 0 to {}", value.substr(0, 64), most),
                     "write digits only, without leading zeros");
    return *number;
}

Result<std::vector<YamlValue>> YamlValue::list() const {
    if (!is_list()) return error("a list is wanted here", "write [a, b] or one '- item' a line");
    std::vector<YamlValue> out;
    out.reserve(node_->children.size());
    for (const auto& child : node_->children)
        out.emplace_back(root_, child.get());
    return out;
}

Result<YamlMap> YamlValue::map() const {
    if (!is_map()) return error("a map is wanted here", "write 'key: value' lines or {key: value}");
    return YamlMap(*this);
}

Result<std::vector<YamlValue>> YamlValue::items() const {
    if (is_list()) return list();
    return std::vector<YamlValue>{*this};
}

Result<std::vector<std::string>> YamlValue::words() const {
    std::vector<std::string> out;
    for (const YamlValue& item : TRY(items()))
        out.push_back(TRY(item.word()));
    return out;
}

std::string YamlValue::place_of(std::string_view word, std::string_view from) const {
    bool begun = false;
    std::vector<const YamlNode*> open = {node_};
    while (!open.empty()) {
        const YamlValue value(root_, open.back());
        open.pop_back();
        const YamlNode& node = *value.node_;
        begun = begun || value.where() == from;
        const std::string_view text = node.scalar;
        if (begun && node.kind == YamlNode::Kind::scalar &&
            (text == word || (text.starts_with('$') && text.substr(1) == word)))
            return value.where();
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
            open.push_back(child->get());
    }
    return std::string(from);
}

std::optional<YamlValue> YamlMap::find(std::string_view key) const {
    const auto& children = value_.node_->children;
    for (std::size_t i = 0; i + 1 < children.size(); i += 2)
        if (children[i]->scalar == key) return YamlValue(value_.root_, children[i + 1].get());
    return std::nullopt;
}

Result<YamlValue> YamlMap::need(std::string_view key) const {
    if (auto found = find(key)) return *found;
    return value_.error(fmt::format("key '{}' is missing here", key), fmt::format("add '{}: ...'", key));
}

Result<std::string> YamlMap::need_word(std::string_view key) const {
    return TRY(need(key)).word();
}
Result<std::string> YamlMap::need_text(std::string_view key) const {
    return TRY(need(key)).text();
}

Result<std::string> YamlMap::word_or(std::string_view key, std::string fallback) const {
    if (auto found = find(key)) return found->word();
    return fallback;
}

Result<std::string> YamlMap::text_or(std::string_view key, std::string fallback) const {
    if (auto found = find(key)) return found->text();
    return fallback;
}

Result<bool> YamlMap::boolean_or(std::string_view key, bool fallback) const {
    if (auto found = find(key)) return found->boolean();
    return fallback;
}

Result<std::vector<std::string>> YamlMap::words_or_none(std::string_view key) const {
    if (auto found = find(key)) return found->words();
    return std::vector<std::string>{};
}

std::vector<YamlMap::Entry> YamlMap::entries() const {
    std::vector<Entry> out;
    const auto& children = value_.node_->children;
    for (std::size_t i = 0; i + 1 < children.size(); i += 2)
        out.push_back({children[i]->scalar, YamlValue(value_.root_, children[i].get()),
                       YamlValue(value_.root_, children[i + 1].get())});
    return out;
}

Result<void> YamlMap::only(std::initializer_list<std::string_view> known) const {
    for (const Entry& entry : entries()) {
        if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
        const std::vector<std::string> words(known.begin(), known.end());
        const std::string near = nearest_word(entry.key, words);
        std::string remedy = near.empty() ? fmt::format("known here: {}", fmt::join(words, ", "))
                                          : fmt::format("did you mean '{}'?", near);
        return entry.key_at.error(fmt::format("unknown key '{}'", entry.key.substr(0, 64)),
                                  std::move(remedy));
    }
    return {};
}

Result<YamlValue> read_yaml(std::string_view text, const std::string& file) {
    std::shared_ptr<const YamlNode> root = TRY(parse_yaml_tree(text, file));
    const YamlNode* node = root.get();
    return YamlValue(std::move(root), node);
}

Result<YamlValue> read_yaml_file(const std::string& path) {
    constexpr std::uint64_t kMostBytes = 4U << 20U;
    return read_yaml(TRY(read_file(path, kMostBytes)), path);
}

}  // namespace portolan::profiles
