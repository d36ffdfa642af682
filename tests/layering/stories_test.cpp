// docs/architecture.md names files and functions; each must exist. A story that points nowhere is worse than
// none.
#include "appliance/base/file.hpp"

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::layering {
namespace {

namespace fs = std::filesystem;

struct Named {
    std::string file;
    std::string function;
};

// `file.cpp` followed by `function`, in the lines of the stories.
std::vector<Named> named_functions(const std::string& page) {
    static const std::regex pair("`([a-z_/]+\\.cpp)`\\s+`([A-Za-z_:]+)`");
    std::vector<Named> out;
    for (std::sregex_iterator it(page.begin(), page.end(), pair); it != std::sregex_iterator(); ++it)
        out.push_back({(*it)[1], (*it)[2]});
    return out;
}

std::vector<std::string> named_files(const std::string& page) {
    static const std::regex path("`([a-z_]+/[a-z_/-]+\\.(cpp|hpp|yaml|md|tsv))`");
    std::vector<std::string> out;
    for (std::sregex_iterator it(page.begin(), page.end(), path); it != std::sregex_iterator(); ++it)
        out.push_back((*it)[1]);
    return out;
}

// A definition: the name, then an opening bracket, on a line that is indented by nothing.
bool defines(const std::string& source, const std::string& function) {
    const std::regex definition("(^|\\n)[A-Za-z][^\\n;]*\\b" + function + "\\(");
    return std::regex_search(source, definition);
}

std::string read(const fs::path& file) {
    const Result<std::string> content = read_file(file.string(), 4U << 20U);
    return content ? *content : "";
}

TEST(Stories, EveryNamedFunctionExists) {
    const fs::path root = PORTOLAN_SOURCE_DIR;
    const std::vector<Named> named = named_functions(read(root / "docs/architecture.md"));
    EXPECT_GE(named.size(), 20U);
    for (const Named& each : named)
        EXPECT_TRUE(defines(read(root / each.file), each.function))
            << each.file << " does not define " << each.function;
}

TEST(Stories, EveryNamedFileExists) {
    const fs::path root = PORTOLAN_SOURCE_DIR;
    const std::vector<std::string> named = named_files(read(root / "docs/architecture.md"));
    EXPECT_GE(named.size(), 40U);
    for (const std::string& each : named)
        EXPECT_TRUE(fs::exists(root / each)) << each;
}

TEST(Stories, ACallIsNoDefinition) {
    EXPECT_TRUE(defines("Result<int> admit(const Policy& p) {\n", "admit"));
    EXPECT_TRUE(defines("x\nvoid Table::add(int a) {\n", "Table::add"));
    EXPECT_FALSE(defines("int main() {\n    admit(policy);\n}\n", "admit"));
    EXPECT_FALSE(defines("Result<int> admitted(int a) {\n", "admit"));
}

}  // namespace
}  // namespace portolan::layering
