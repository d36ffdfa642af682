#include "tests/layering/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace portolan::layering {
namespace {

constexpr std::array<std::string_view, 3> kSkipped = {".git", "build", "node_modules"};

std::vector<std::string> read_lines(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace

bool is_cpp(std::string_view path) {
    return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool is_cmake(std::string_view path) {
    return path == "CMakeLists.txt" || path.ends_with("/CMakeLists.txt") || path.ends_with(".cmake");
}

bool SourceTree::holds(std::string_view path) const {
    return std::ranges::binary_search(files, path, {},
                                      [](const SourceFile& file) -> std::string_view { return file.path; });
}

SourceTree read_tree(const std::filesystem::path& root) {
    SourceTree tree;
    std::filesystem::recursive_directory_iterator at(root);
    for (; at != std::filesystem::recursive_directory_iterator(); ++at) {
        const std::string name = at->path().filename().string();
        const std::string path = at->path().lexically_relative(root).generic_string();
        if (std::ranges::find(kSkipped, name) != kSkipped.end()) {
            at.disable_recursion_pending();
        } else if (at->is_directory()) {
            tree.folders.push_back(path);
        } else {
            const bool read = is_cpp(path) || is_cmake(path);
            tree.files.push_back({path, read ? read_lines(at->path()) : std::vector<std::string>{}});
        }
    }
    std::ranges::sort(tree.folders);
    std::ranges::sort(tree.files, {}, &SourceFile::path);
    return tree;
}

std::string Violation::text() const {
    return (line == 0 ? path : path + ":" + std::to_string(line)) + ": " + what;
}

}  // namespace portolan::layering
