// Each capture of tests/data with a plan of its own (expected.tsv), through the real program: what `portolan
// assess` says of every flow is what the plan says. Differences are printed, one line each.
#include "appliance/base/file.hpp"
#include "tests/e2e/comparison.hpp"
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 16U << 20U;

// The paths are ours: the build's and the source's, single-quoted against spaces.
ProgramRun run_assess(const fs::path& folder, const fs::path& capture) {
    return run_portolan(
        fmt::format("assess '{}' --site '{}' --json", capture.string(), (folder / "site.yaml").string()));
}

std::vector<fs::path> folders() {
    const fs::path data = fs::path(PORTOLAN_SOURCE_DIR) / "tests/data";
    std::vector<fs::path> out{data / "sample"};
    if (fs::exists(data / "captures-expected"))
        for (const fs::directory_entry& entry : fs::directory_iterator(data / "captures-expected"))
            if (entry.is_directory()) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

fs::path capture_in(const fs::path& folder) {
    for (const char* name : {"sample.pcap", "capture.pcap", "capture.pcapng"})
        if (fs::exists(folder / name)) return folder / name;
    return {};
}

class Capture : public testing::TestWithParam<fs::path> {};

TEST_P(Capture, IsJudgedAsPlanned) {
    const fs::path folder = GetParam();
    const fs::path capture = capture_in(folder);
    ASSERT_FALSE(capture.empty()) << "no capture in " << folder;
    const Result<std::string> table = read_file((folder / "expected.tsv").string(), kMostBytes);
    ASSERT_TRUE(table) << table.error().text();
    const Result<std::vector<Expectation>> plan =
        parse_expectations(*table, (folder / "expected.tsv").string());
    ASSERT_TRUE(plan) << plan.error().text();
    ASSERT_FALSE(plan->empty());

    const ProgramRun run = run_assess(folder, capture);
    // 0 = nothing to report, 1 = findings; 2 would be bad input.
    ASSERT_TRUE(run.status == 0 || run.status == 1) << "portolan assess ended with " << run.status;
    const Result<std::vector<JudgedFlow>> judged = parse_judged_flows(run.output);
    ASSERT_TRUE(judged) << judged.error().text();
    for (const std::string& line : differences(*plan, *judged))
        ADD_FAILURE() << line;
}

// A folder's name as a test's: letters and digits only.
std::string test_name(const testing::TestParamInfo<fs::path>& folder) {
    std::string name = folder.param.filename().string();
    std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
    return name;
}

INSTANTIATE_TEST_SUITE_P(Assess, Capture, testing::ValuesIn(folders()), test_name);

}  // namespace
}  // namespace portolan::e2e
