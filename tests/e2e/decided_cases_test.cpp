// Every decided case through the real program. The table of tests/data is the project's own; where the table
// that the team shares stands beside the checkout, it is asked too.
#include "tests/e2e/decided_cases.hpp"

#include "appliance/base/file.hpp"
#include "profiles/library.hpp"
#include "tests/e2e/program.hpp"

#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

std::string run_cases(const fs::path& file) {
    const ProgramRun run = run_portolan(fmt::format("explain --cases '{}'", file.string()));
    return run.status == 0 ? run.output : "";
}

CaseComparison compare_file(const fs::path& file) {
    const auto library = profiles::load_library(PORTOLAN_SOURCE_DIR "/profiles/library");
    EXPECT_TRUE(library) << library.error().text();
    std::set<std::string> closed_lists;
    std::set<std::string> counted;
    for (const profiles::Profile& profile : *library) {
        for (const profiles::Requirement& requirement : profile.requirements) {
            if (requirement.effect == profiles::Effect::closed_list) closed_lists.insert(requirement.id);
            if (requirement.kind == profiles::Kind::flow || requirement.kind == profiles::Kind::endpoint)
                counted.insert(requirement.id);
        }
    }
    const auto cases = parse_decided_cases(read_file(file.string(), 16U << 20U).value());
    EXPECT_TRUE(cases) << cases.error().text();
    return compare_cases(*cases, run_cases(file), closed_lists, counted);
}

void expect_all_agree(const fs::path& file) {
    const CaseComparison comparison = compare_file(file);
    std::cout << file.filename().string() << "\n" << comparison.text();
    for (const std::string& difference : comparison.differences)
        ADD_FAILURE() << difference;
    EXPECT_GT(comparison.allow.all, 100U);
    EXPECT_GT(comparison.deny.all, 300U);
}

TEST(DecidedCases, AllAgree) {
    expect_all_agree(PORTOLAN_SOURCE_DIR "/tests/data/cases/decided.tsv");
}

TEST(DecidedCases, SharedTableAgrees) {
    const fs::path shared = fs::path(PORTOLAN_SOURCE_DIR).parent_path() / "shared/verdicts.tsv";
    if (!fs::exists(shared)) GTEST_SKIP() << "no shared table beside this checkout";
    expect_all_agree(shared);
}

// The comparer itself: it must see a wrong verdict, a wrong id and a missing answer.
TEST(DecidedCases, ComparerSeesDifferences) {
    const std::string_view table =
        "case_id\texpected\tright_ids\nA\tallow\tX-1 "
        "X-2\nB\tdeny\tdefault-deny\nC\tdeny\tX-9\nD\tallow\tX-1\n";
    const auto cases = parse_decided_cases(table);
    ASSERT_TRUE(cases);
    const CaseComparison good =
        compare_cases(*cases, "A\tallow\tX-2\nB\tdeny\tdefault-deny\nC\tdeny\tdefault-deny\nD\tallow\tX-1\n",
                      {"X-9"}, {"X-1"});
    EXPECT_TRUE(good.differences.empty());
    EXPECT_EQ(good.allow.right, 2U);
    EXPECT_EQ(good.ids.all, 3U);
    const CaseComparison bad =
        compare_cases(*cases, "A\tdeny\tX-2\nB\tdeny\tX-7\nC\tdeny\tdefault-deny\n", {}, {"X-1"});
    EXPECT_EQ(bad.differences.size(), 4U);
    EXPECT_EQ(bad.allow.right, 0U);
    EXPECT_EQ(bad.deny.right, 2U);
}

}  // namespace
}  // namespace portolan::e2e
