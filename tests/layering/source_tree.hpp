// The repository as the layering rules see it: folders, file names, and the text of C++ and CMake files.
// Build folders, git's own and fetched node modules are left out.
#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::layering {

struct SourceFile {
    std::string path;                // from the root, with '/'
    std::vector<std::string> lines;  // empty for files that are neither C++ nor CMake
};

struct SourceTree {
    std::vector<SourceFile> files;     // sorted by path
    std::vector<std::string> folders;  // sorted, without the root
    [[nodiscard]] bool holds(std::string_view path) const;
};

SourceTree read_tree(const std::filesystem::path& root);

bool is_cpp(std::string_view path);    // .cpp and .hpp
bool is_cmake(std::string_view path);  // CMakeLists.txt and .cmake

// A broken rule. Tests print these, one line each: "policy/judge.cpp:3: may not include store".
struct Violation {
    std::string path;
    std::size_t line = 0;  // 0: the file or folder as such
    std::string what;
    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const Violation&, const Violation&) = default;
};
using Violations = std::vector<Violation>;

}  // namespace portolan::layering
