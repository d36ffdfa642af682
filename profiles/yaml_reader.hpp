// The one strict YAML reader, for profiles, sites and assertions. It keeps where every value stands, so that
// each error names file:line:column, and refuses what YAML makes ambiguous or dangerous:
//   - duplicate and unknown keys, anchors and aliases (expansion bombs), tags, several documents, tabs as
//   indentation
//   - bare words that YAML 1.1 readers take for booleans or null where a word stands ("on", "no", "~"): quote
//   them
//   - numbers with a leading zero (octal elsewhere), depth over 32, files over 4 MiB, text that is not UTF-8
// yaml-cpp does the parsing; its exceptions stop here.
#pragma once

#include "appliance/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::profiles {

struct YamlNode;  // the parsed tree, private to yaml_tree.cpp and yaml_reader.cpp
class YamlMap;

// One value and its place. Cheap to copy; the document stays alive through it.
class YamlValue {
public:
    YamlValue(std::shared_ptr<const YamlNode> root, const YamlNode* node)
        : root_(std::move(root)), node_(node) {}

    [[nodiscard]] std::string where() const;  // "dca4.yaml:12:5"
    [[nodiscard]] bool is_list() const;
    [[nodiscard]] bool is_map() const;

    // A word: an id, an option's value, an address. Bare booleans and nulls are refused.
    [[nodiscard]] Result<std::string> word() const;
    // Free text: whatever the scalar says.
    [[nodiscard]] Result<std::string> text() const;
    [[nodiscard]] Result<bool> boolean() const;  // true or false, nothing else
    [[nodiscard]] Result<std::uint64_t> integer(std::uint64_t most) const;
    [[nodiscard]] Result<std::vector<YamlValue>> list() const;
    [[nodiscard]] Result<YamlMap> map() const;
    // The items of a list; a value alone counts as a list of one.
    [[nodiscard]] Result<std::vector<YamlValue>> items() const;
    // A word alone counts as a list of one: "from: printer" and "from: [printer, plotter]".
    [[nodiscard]] Result<std::vector<std::string>> words() const;

    // Where `word` (or `$word`) first stands at or after the place `from`, searched in this value; else
    // `from`. For mistakes found once the file is read. Takes time in proportion to the file: on the way to
    // an error.
    [[nodiscard]] std::string place_of(std::string_view word, std::string_view from) const;

    // An error about this value.
    [[nodiscard]] Failure error(std::string message, std::string remedy = {}) const;
    // What a parser of plain text said of it: its error gets this place.
    template <typename T>
    [[nodiscard]] Result<T> located(Result<T> result) const {
        if (result) return result;
        return error(std::move(result.error().message), std::move(result.error().remedy));
    }
    // Its word, read by such a parser: `value.parsed(parse_port_range)`.
    template <typename Parse>
    [[nodiscard]] auto parsed(Parse parse) const -> decltype(parse(std::string())) {
        const Result<std::string> read = word();
        if (!read) return tl::unexpected(read.error());
        return located(parse(*read));
    }

private:
    friend class YamlMap;
    std::shared_ptr<const YamlNode> root_;
    const YamlNode* node_;
};

class YamlMap {
public:
    explicit YamlMap(YamlValue value) : value_(std::move(value)) {}

    [[nodiscard]] const YamlValue& value() const { return value_; }
    [[nodiscard]] std::optional<YamlValue> find(std::string_view key) const;
    [[nodiscard]] Result<YamlValue> need(std::string_view key) const;
    [[nodiscard]] Result<std::string> need_word(std::string_view key) const;
    [[nodiscard]] Result<std::string> need_text(std::string_view key) const;
    // `fallback` where the key is absent.
    [[nodiscard]] Result<std::string> word_or(std::string_view key, std::string fallback) const;
    [[nodiscard]] Result<std::string> text_or(std::string_view key, std::string fallback) const;
    [[nodiscard]] Result<bool> boolean_or(std::string_view key, bool fallback) const;
    [[nodiscard]] Result<std::vector<std::string>> words_or_none(std::string_view key) const;

    struct Entry {
        std::string key;
        YamlValue key_at;
        YamlValue value;
    };
    [[nodiscard]] std::vector<Entry> entries() const;  // in file order

    // Error for the first key that is not among `known`, with the nearest known key as remedy.
    [[nodiscard]] Result<void> only(std::initializer_list<std::string_view> known) const;

private:
    YamlValue value_;
};

// `file` is the name used in messages.
Result<YamlValue> read_yaml(std::string_view text, const std::string& file);
Result<YamlValue> read_yaml_file(const std::string& path);

// The candidate with the smallest edit distance, if it is near enough to be a slip of the keyboard; else
// empty.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace portolan::profiles
