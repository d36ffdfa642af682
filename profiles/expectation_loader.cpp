#include "profiles/expectation_loader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

// Names and words become columns and lines of reports: a longer one is a sentence in the wrong place.
constexpr std::size_t kLongestWord = 40;
// No documented quantity comes near; leaves room to add without overflow.
constexpr std::uint64_t kLargestNumber = 1'000'000'000'000;

// Lower case and underscores: the name is a key of probes, of attested answers and of reports.
bool is_name(std::string_view text) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= kLongestWord && text.front() >= 'a' && text.front() <= 'z' &&
           std::all_of(text.begin(), text.end(), good);
}

Result<std::vector<std::string>> read_expected_words(const YamlValue& value) {
    std::vector<std::string> words = TRY(value.words());
    if (words.empty()) return value.error("no word is expected here", "name one, or remove the line");
    for (const std::string& word : words)
        if (word.empty() || word.size() > kLongestWord)
            return value.error(fmt::format("a word of {} characters", word.size()),
                               fmt::format("write 1 to {} characters", kLongestWord));
    return words;
}

Result<void> read_range(const YamlMap& map, Expectation& out) {
    out.op = Expectation::Op::range;
    if (const auto least = map.find("min")) out.least = TRY(least->integer(kLargestNumber));
    if (const auto most = map.find("max")) out.most = TRY(most->integer(kLargestNumber));
    if (out.least && out.most && *out.most < *out.least)
        return map.value().error("no number is both at least min and at most max", "exchange them");
    return {};
}

Result<void> read_comparison(const YamlMap& map, Expectation& out) {
    TRY_VOID(map.only({"min", "max", "any", "not", "all", "optional"}));
    out.optional = TRY(map.boolean_or("optional", false));
    const auto any = map.find("any");
    const auto none = map.find("not");
    const auto all = map.find("all");
    const bool range = map.find("min") || map.find("max");
    const int kinds = int{range} + int{any.has_value()} + int{none.has_value()} + int{all.has_value()};
    if (kinds != 1)
        return map.value().error("one comparison is wanted here",
                                 "write {min: 1, max: 9}, [word], {not: [word]} or {all: [word]}");
    if (range) return read_range(map, out);
    out.op = any ? Expectation::Op::any_of : none ? Expectation::Op::none_of : Expectation::Op::all_of;
    out.words = TRY(read_expected_words(any ? *any : none ? *none : *all));
    return {};
}

}  // namespace

std::string Expectation::text() const {
    switch (op) {
        case Op::any_of:
            return fmt::format("{}{}", words.size() == 1 ? "" : "one of ", fmt::join(words, ", "));
        case Op::none_of:
            return fmt::format("not {}", fmt::join(words, ", "));
        case Op::all_of:
            return fmt::format("all of {}", fmt::join(words, ", "));
        case Op::range:
            break;
    }
    if (least && most)
        return *least == *most ? fmt::format("{}", *least) : fmt::format("{} to {}", *least, *most);
    return least ? fmt::format("at least {}", *least) : fmt::format("at most {}", most.value_or(0));
}

Result<std::vector<Expectation>> read_expectations(const YamlValue& value) {
    std::vector<Expectation> out;
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        if (!is_name(entry.key))
            return entry.key_at.error(
                fmt::format("'{}' is no name of a measured value", entry.key.substr(0, 64)),
                "write lower case letters, digits and underscores, with the unit at the end: down_kbps");
        Expectation& each = out.emplace_back();
        each.name = entry.key;
        if (entry.value.is_map()) {
            TRY_VOID(read_comparison(TRY(entry.value.map()), each));
        } else {
            each.op = Expectation::Op::any_of;
            each.words = TRY(read_expected_words(entry.value));
        }
    }
    if (out.empty())
        return value.error("nothing is expected here", "name a measured value, or remove 'expects'");
    return out;
}

}  // namespace portolan::profiles
