#include "tests/layering/tree_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

namespace portolan::layering {
namespace {

// Foreign data keeps the names and the depth that it comes with.
constexpr std::array<std::string_view, 2> kData = {"tests/fuzz/corpus/", "tests/data/"};

bool is_data(std::string_view path) {
    return std::ranges::any_of(kData, [path](std::string_view folder) { return path.starts_with(folder); });
}

std::string folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
}

std::string stem_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    return std::string(name.substr(0, name.rfind('.')));
}

constexpr bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !is_word_byte(line[at - 1]);
        if (begins && (end == line.size() || !is_word_byte(line[end]))) return true;
    }
    return false;
}

// The words that stand in a CMake file outside comments.
void add_cmake_words(const SourceFile& file, std::set<std::string>& words) {
    constexpr std::string_view separators = " \t()\"";
    for (const std::string& whole : file.lines) {
        std::string_view line = std::string_view(whole).substr(0, whole.find('#'));
        while (!line.empty()) {
            const std::size_t end = std::min(line.find_first_of(separators), line.size());
            if (end > 0) words.emplace(line.substr(0, end));
            line.remove_prefix(std::min(end + 1, line.size()));
        }
    }
}

// "fuzz_${name}.cpp", with each of the words that a loop may put there.
void fill_in(const std::set<std::string>& words, std::string_view pattern, std::set<std::string>& out) {
    const std::size_t open = pattern.find("${");
    const std::size_t close = pattern.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return;
    for (const std::string& word : words)
        out.insert(std::string(pattern.substr(0, open)) + word + std::string(pattern.substr(close + 1)));
}

// Paths from the root that CMake files name: relative to the file's own folder, or from ${CMAKE_SOURCE_DIR}.
std::set<std::string> listed_paths(const SourceTree& tree) {
    constexpr std::string_view root = "${CMAKE_SOURCE_DIR}/";
    std::set<std::string> out;
    for (const SourceFile& file : tree.files) {
        if (!is_cmake(file.path)) continue;
        std::set<std::string> words;
        add_cmake_words(file, words);
        std::set<std::string> names = words;
        for (const std::string& word : words)
            fill_in(words, word, names);
        const std::string folder = folder_of(file.path);
        for (const std::string& name : names) {
            out.insert(folder.empty() ? name : folder + "/" + name);
            if (name.starts_with(root)) out.insert(name.substr(root.size()));
        }
    }
    return out;
}

struct Banned {
    std::string_view text;
    std::string_view reason;
};
constexpr std::array<Banned, 3> kBannedInCMake = {{{"FetchContent", "nothing is fetched at build time"},
                                                   {"ExternalProject", "nothing is fetched at build time"},
                                                   {"file(GLOB", "files are listed by hand"}}};
constexpr std::array<Banned, 2> kBannedInCpp = {
    {{"std::views", "clang-tidy 14 cannot read it"}, {"ranges::views", "clang-tidy 14 cannot read it"}}};

template <std::size_t N>
std::string banned_in(std::string_view line, const std::array<Banned, N>& list) {
    for (const Banned& banned : list)
        if (line.find(banned.text) != std::string_view::npos)
            return std::string(banned.text) + ": " + std::string(banned.reason);
    return {};
}

// Its event handler has no other way to stop yaml-cpp's parser; the exception is caught in the same file.
constexpr std::string_view kMayThrow = "profiles/yaml_tree.cpp";

std::string cpp_text_violation(std::string_view path, std::string_view whole) {
    const std::string_view line = whole.substr(0, whole.find("//"));
    if (line.starts_with("#if") && !path.starts_with("appliance/base/"))
        return "conditional compilation outside base";
    if (path != kMayThrow && has_word(line, "throw")) return "errors are values: no exceptions of ours";
    return banned_in(line, kBannedInCpp);
}

}  // namespace

Violations check_depth(const SourceTree& tree) {
    constexpr std::ptrdiff_t deepest = 2;  // slashes in "top/one/two"
    Violations out;
    for (const std::string& folder : tree.folders)
        if (!is_data(folder) && std::ranges::count(folder, '/') > deepest)
            out.push_back({folder, 0, "deeper than two levels below a top-level folder"});
    return out;
}

Violations check_names(const SourceTree& tree) {
    constexpr std::array<std::string_view, 7> empty_words = {"util",     "utils",  "common", "manager",
                                                             "managers", "helper", "helpers"};
    Violations out;
    for (const SourceFile& file : tree.files) {
        if (is_data(file.path)) continue;
        std::string stem = stem_of(file.path);
        const auto snake = [](char c) { return is_word_byte(c) && !(c >= 'A' && c <= 'Z'); };
        if (is_cpp(file.path) && !std::ranges::all_of(stem, snake))
            out.push_back({file.path, 0, "not in snake_case"});
        std::ranges::replace(stem, '_', ' ');
        for (const std::string_view word : empty_words)
            if (has_word(stem, word))
                out.push_back({file.path, 0, std::string(word) + " says nothing as a name"});
    }
    return out;
}

Violations check_sizes(const SourceTree& tree) {
    constexpr std::size_t header = 150;
    constexpr std::size_t source = 450;
    Violations out;
    for (const SourceFile& file : tree.files) {
        const std::size_t most = file.path.ends_with(".hpp") ? header : source;
        if (is_cpp(file.path) && file.lines.size() > most)
            out.push_back(
                {file.path, 0,
                 std::to_string(file.lines.size()) + " lines, " + std::to_string(most) + " at most"});
    }
    return out;
}

Violations check_listed(const SourceTree& tree) {
    const std::set<std::string> listed = listed_paths(tree);
    Violations out;
    for (const SourceFile& file : tree.files) {
        if (!is_cpp(file.path) || listed.contains(file.path)) continue;
        const std::string folder = folder_of(file.path);
        const std::string twin = (folder.empty() ? "" : folder + "/") + stem_of(file.path) + ".cpp";
        if (!listed.contains(twin))
            out.push_back({file.path, 0, "in no CMakeLists.txt (headers: HEADERS of its module)"});
    }
    return out;
}

Violations check_texts(const SourceTree& tree) {
    Violations out;
    for (const SourceFile& file : tree.files) {
        if (file.path.starts_with("tests/layering/")) continue;  // it names what it bans
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string what = is_cpp(file.path) ? cpp_text_violation(file.path, file.lines[i])
                                                       : banned_in(file.lines[i], kBannedInCMake);
            if (!what.empty()) out.push_back({file.path, i + 1, what});
        }
    }
    return out;
}

}  // namespace portolan::layering
