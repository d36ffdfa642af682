#include "tests/layering/tree_rules.hpp"

#include "tests/layering/include_law.hpp"
#include "tests/layering/leaking_try.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::layering {
namespace {

Violations check_all(const SourceTree& tree) {
    Violations out;
    for (const auto check : {check_includes, check_depth, check_names, check_sizes, check_listed, check_texts,
                             check_leaking_try}) {
        const Violations found = check(tree);
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

std::string text_of(const Violations& violations) {
    std::string out;
    for (const Violation& violation : violations)
        out += violation.text() + "\n";
    return out;
}

TEST(Repository, KeepsItsRules) {
    const SourceTree tree = read_tree(PORTOLAN_SOURCE_DIR);
    ASSERT_TRUE(tree.holds("appliance/base/result.hpp"));
    ASSERT_TRUE(tree.holds("tests/layering/tree_rules_test.cpp"));
    EXPECT_EQ(text_of(check_all(tree)), "");
}

// A small repository in a folder of its own, gone with the test.
class PlantedTree : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "layering-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        root_ = name;
        write("appliance/base/CMakeLists.txt",
              "portolan_module(base\n    HEADERS bytes.hpp\n    SOURCES address.cpp)\n");
        write("appliance/base/bytes.hpp", "#pragma once\n");
        write("appliance/base/address.hpp", "#include <vector>\n");
        write("appliance/base/address.cpp", "#include \"appliance/base/address.hpp\"\n");
        write("appliance/cli/CMakeLists.txt", "portolan_module(cli SOURCES assess.cpp)\n");
        write("appliance/cli/assess.hpp", "#include \"policy/judge.hpp\"\n");
        write("appliance/cli/assess.cpp", "#include <CLI/CLI.hpp>\n");
        write("policy/CMakeLists.txt", "portolan_module(policy SOURCES judge.cpp)\n");
        write("policy/judge.hpp", "#include \"appliance/base/address.hpp\"\n");
        write("policy/judge.cpp", "#include \"policy/judge.hpp\"\n");
        write("profiles/CMakeLists.txt", "portolan_module(profiles SOURCES yaml_tree.cpp)\n");
        write("profiles/yaml_tree.cpp", "#include <yaml-cpp/yaml.h>\n");
        write("tests/fuzz/CMakeLists.txt",
              "foreach(name dns tls)\n add_executable(fuzz_${name} fuzz_${name}.cpp)\nendforeach()\n");
        write("build/dev/x.cpp", "#include \"appliance/cli/assess.hpp\"\n");
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void write(const std::string& path, const std::string& text) const {
        std::filesystem::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text;
    }
    [[nodiscard]] std::string violations() const { return text_of(check_all(read_tree(root_))); }

    std::filesystem::path root_;
};

TEST_F(PlantedTree, IsCleanBeforePlanting) {
    EXPECT_EQ(violations(), "");
}

struct Plant {
    const char* name;
    std::string path;
    std::string text;
    std::string expected;  // the first violation
};

class Planted : public PlantedTree, public testing::WithParamInterface<Plant> {};

TEST_P(Planted, IsFound) {
    write(GetParam().path, GetParam().text);
    const std::string found = violations();
    EXPECT_EQ(found.substr(0, found.find('\n')), GetParam().expected);
}

std::string lines(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += "//\n";
    return out;
}

const std::vector<Plant> kPlants = {
    {"base_includes_policy", "appliance/base/address.cpp", "\n#include \"policy/judge.hpp\"\n",
     "appliance/base/address.cpp:2: appliance/base may not include policy"},
    {"policy_includes_cli", "policy/judge.cpp", "#  include \"appliance/cli/assess.hpp\"\n",
     "policy/judge.cpp:1: policy may not include appliance/cli"},
    {"test_beside_its_module_includes_cli", "policy/judge_test.cpp",
     "#include \"appliance/cli/assess.hpp\"\n",
     "policy/judge_test.cpp:1: policy may not include appliance/cli"},
    {"tests_include_cli", "tests/e2e/assess_test.cpp", "#include \"appliance/cli/assess.hpp\"\n",
     "tests/e2e/assess_test.cpp:1: tests may not include appliance/cli"},
    {"path_from_own_folder", "policy/judge.cpp", "#include \"judge.hpp\"\n",
     "policy/judge.cpp:1: \"judge.hpp\" is no file, counted from the root of the repository"},
    {"ours_in_angle_brackets", "policy/judge.cpp", "#include <appliance/base/address.hpp>\n",
     "policy/judge.cpp:1: writes our own <appliance/base/address.hpp> in angle brackets"},
    {"yaml_outside_profiles", "policy/judge.cpp", "#include <yaml-cpp/yaml.h>\n",
     "policy/judge.cpp:1: <yaml-cpp/yaml.h> is for profiles alone"},
    {"module_without_row", "appliance/novelty/thing.cpp", "\n",
     "appliance/novelty/thing.cpp: module appliance/novelty has no row in the include law"},
    {"folder_too_deep", "appliance/cli/one/two/note.txt", "",
     "appliance/cli/one/two: deeper than two levels below a top-level folder"},
    {"name_says_nothing", "docs/string_utils.md", "", "docs/string_utils.md: utils says nothing as a name"},
    {"name_in_camel_case", "policy/judgeAll.cpp", "", "policy/judgeAll.cpp: not in snake_case"},
    {"header_too_long", "policy/judge.hpp", lines(151), "policy/judge.hpp: 151 lines, 150 at most"},
    {"source_too_long", "policy/judge.cpp", lines(451), "policy/judge.cpp: 451 lines, 450 at most"},
    {"source_not_listed", "policy/lost.cpp", "",
     "policy/lost.cpp: in no CMakeLists.txt (headers: HEADERS of its module)"},
    {"source_listed_in_comment", "policy/CMakeLists.txt", "# judge.cpp\n",
     "policy/judge.cpp: in no CMakeLists.txt (headers: HEADERS of its module)"},
    {"header_not_listed", "policy/lost.hpp", "",
     "policy/lost.hpp: in no CMakeLists.txt (headers: HEADERS of its module)"},
    {"source_missing_in_loop", "tests/fuzz/fuzz_sip.cpp", "",
     "tests/fuzz/fuzz_sip.cpp: in no CMakeLists.txt (headers: HEADERS of its module)"},
    {"fetched_at_build_time", "tests/CMakeLists.txt", "include(FetchContent)\n",
     "tests/CMakeLists.txt:1: FetchContent: nothing is fetched at build time"},
    {"external_project", "scripts/cmake/more.cmake", "ExternalProject_Add(x)\n",
     "scripts/cmake/more.cmake:1: ExternalProject: nothing is fetched at build time"},
    {"glob", "tests/CMakeLists.txt", "file(GLOB all *.cpp)\n",
     "tests/CMakeLists.txt:1: file(GLOB: files are listed by hand"},
    {"std_views", "policy/judge.cpp", "auto x = std::views::iota(1);\n",
     "policy/judge.cpp:1: std::views: clang-tidy 14 cannot read it"},
    {"conditional_compilation", "policy/judge.cpp", "#ifdef NDEBUG\n",
     "policy/judge.cpp:1: conditional compilation outside base"},
    {"exception", "policy/judge.cpp", "    throw 1;\n",
     "policy/judge.cpp:1: errors are values: no exceptions of ours"},
    {"try_in_braces", "policy/judge.cpp", "rows.push_back({name,\n    TRY(mac(text))});\n",
     "policy/judge.cpp:2: TRY inside a braced initialiser leaks: give it a line before"},
    {"try_in_a_call_in_braces", "policy/judge.cpp", "return Row{name, lower(TRY(mac(text)))};\n",
     "policy/judge.cpp:1: TRY inside a braced initialiser leaks: give it a line before"},
};

INSTANTIATE_TEST_SUITE_P(All, Planted, testing::ValuesIn(kPlants),
                         [](const testing::TestParamInfo<Plant>& plant) {
                             return std::string(plant.param.name);
                         });

struct Allowed {
    const char* name;
    std::string path;
    std::string text;
};

class Kept : public PlantedTree, public testing::WithParamInterface<Allowed> {};

// Beside each rule, its nearest neighbour that is fine.
TEST_P(Kept, IsFine) {
    write(GetParam().path, GetParam().text);
    EXPECT_EQ(violations(), "");
}

const std::vector<Allowed> kAllowed = {
    {"header_of_150_lines", "policy/judge.hpp", lines(150)},
    {"source_of_450_lines", "policy/judge.cpp", lines(450)},
    {"depth_two", "docs/one/two/note.txt", ""},
    {"corpus_is_data", "tests/fuzz/corpus/dns/helper.bin", ""},
    {"conditional_in_base", "appliance/base/address.cpp", "#if defined(X)\n#endif\n"},
    {"source_listed_in_loop", "tests/fuzz/fuzz_dns.cpp", ""},
    {"word_inside_word", "docs/commonwealth.md", ""},
    {"exception_out_of_the_yaml_parser", "profiles/yaml_tree.cpp", "throw Refused{};\n"},
    {"exception_in_comment", "policy/judge.cpp", "// a library may throw here\n"},
    {"cli_includes_all", "appliance/cli/assess.cpp",
     "#include \"policy/judge.hpp\"\n#include <CLI/CLI.hpp>\n"},
    {"try_in_blocks", "policy/judge.cpp",
     "if (a) {\n    b({1}, TRY(c()));\n} else {\n    TRY_VOID(d());\n}\nx([&]() -> Result<void> { "
     "TRY_VOID(e()); });\n"},
    {"try_in_quotes", "policy/judge.cpp", "return {\"TRY(x)\"};  // {TRY(x)}\n"},
    {"node_modules_are_foreign", "webui/app/node_modules/utils.cpp", ""},
};

INSTANTIATE_TEST_SUITE_P(All, Kept, testing::ValuesIn(kAllowed),
                         [](const testing::TestParamInfo<Allowed>& allowed) {
                             return std::string(allowed.param.name);
                         });

}  // namespace
}  // namespace portolan::layering
