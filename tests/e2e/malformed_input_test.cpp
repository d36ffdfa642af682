// What an administrator gets who hands in a broken profile or site: exit 2, nothing on standard output, one
// line on standard error, with the place of the mistake and how to mend it; within bounds of time and memory,
// whatever the file is. tests/data/malformed/expected.tsv holds the whole line for each file. Very large and
// very deep files are made here.
#include "appliance/base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = PORTOLAN_SOURCE_DIR "/tests/data/malformed/";
constexpr std::uint64_t kMostBytes = 64U << 20U;

struct LintRun {
    int status = -1;  // exit code; -1 where a signal ended it, the bounds' for one
    std::string out;
    std::string err;
};

// AddressSanitizer reserves terabytes of address space, which is no use of memory.
constexpr bool kAddressSpaceIsReal =
    std::string_view(PORTOLAN_FLAGS).find("-fsanitize") == std::string_view::npos;

void bound(int resource, rlim_t most) {
    const rlimit limit{most, most};
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) ::_exit(126);
}

// In the folder of the data, so that messages name files as the table does. 10 s of processor time and 512
// MiB are many times what a whole hospital's site takes, and far below what a bomb would.
LintRun lint(const std::string& kind, const std::string& file, const fs::path& folder = kFolder) {
    const fs::path scratch = fs::temp_directory_path() / ("portolan-lint-" + std::to_string(::getpid()));
    const std::string out = scratch.string() + ".out";
    const std::string err = scratch.string() + ".err";
    const std::string binary = PORTOLAN_BINARY_DIR "/bin/portolan";
    const pid_t child = ::fork();
    if (child == 0) {
        if (::chdir(folder.c_str()) != 0 || std::freopen(out.c_str(), "w", stdout) == nullptr ||
            std::freopen(err.c_str(), "w", stderr) == nullptr)
            ::_exit(126);
        bound(RLIMIT_CPU, 10);
        bound(RLIMIT_CORE, 0);
        if (kAddressSpaceIsReal) bound(RLIMIT_AS, 512U << 20U);
        ::execl(binary.c_str(), binary.c_str(), kind.c_str(), "lint", file.c_str(), nullptr);
        ::_exit(127);
    }
    LintRun run;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) run.status = WEXITSTATUS(status);
    run.out = read_file(out, kMostBytes).value();
    run.err = read_file(err, kMostBytes).value();
    fs::remove(out);
    fs::remove(err);
    return run;
}

struct Row {
    std::string kind;  // profile, site
    std::string file;
    std::string place;    // the file that is to be mended, with line and column
    std::string message;  // what, and after "; " how to mend it
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.kind << ' ' << row.file;
}

std::vector<Row> rows() {
    std::vector<Row> out;
    std::istringstream lines(read_file(kFolder + "expected.tsv", kMostBytes).value());
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        std::array<std::string, 6> cell;  // kind, file, file to mend, line, column, message
        std::istringstream cells(line);
        for (std::string& each : cell)
            std::getline(cells, each, '\t');
        out.push_back({cell[0], cell[1], cell[2] + ":" + cell[3] + ":" + cell[4], cell[5]});
    }
    return out;
}

void expect_one_line(const LintRun& run, const std::string& line) {
    EXPECT_EQ(run.status, 2) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(run.err, "portolan: " + line + "\n");
}

class Malformed : public ::testing::TestWithParam<Row> {};

TEST_P(Malformed, IsRefusedInOneLine) {
    const Row& row = GetParam();
    ASSERT_NE(row.message.find("; "), std::string::npos) << "no remedy";
    expect_one_line(lint(row.kind, row.file), row.place + ": " + row.message);
}

std::string row_name(const ::testing::TestParamInfo<Row>& info) {
    std::string name = info.param.file.substr(0, info.param.file.rfind('.'));
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
        '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, Malformed, ::testing::ValuesIn(rows()), row_name);

// Each broken file is one of these two with one mistake.
TEST(MalformedInput, TheFilesWithoutTheMistakeAreGood) {
    for (const char* kind : {"profile", "site"}) {
        const LintRun run = lint(kind, std::string(kind) + "s/good.yaml");
        EXPECT_EQ(run.status, 0) << run.err;
        EXPECT_EQ(run.err, "");
    }
}

TEST(MalformedInput, EachFileIsInTheTable) {
    const std::vector<Row> table = rows();
    EXPECT_GE(table.size(), 60U);
    for (const char* folder : {"profiles", "sites"})
        for (const auto& entry : fs::directory_iterator(kFolder + folder)) {
            const std::string file = std::string(folder) + "/" + entry.path().filename().string();
            const bool told =
                std::any_of(table.begin(), table.end(), [&](const Row& row) { return row.file == file; });
            EXPECT_TRUE(told || entry.path().extension() != ".yaml" || entry.path().stem() == "good") << file;
        }
}

class Bomb : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("portolan-bombs-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        for (const char* kind : {"profile", "site"})
            good_[kind[0] == 's'] = read_file(kFolder + kind + "s/good.yaml", kMostBytes).value();
    }
    void TearDown() override { fs::remove_all(folder_); }

    // For both kinds: the same reader must hold for both.
    void expect_refused(const std::string& content, const std::string& line) const {
        ASSERT_TRUE(write_file((folder_ / "bomb.yaml").string(), content));
        for (const char* kind : {"profile", "site"}) {
            SCOPED_TRACE(kind);
            expect_one_line(lint(kind, "bomb.yaml", folder_), "bomb.yaml:" + line);
        }
    }

    fs::path folder_;
    std::array<std::string, 2> good_;  // profile, site
};

std::string times(std::size_t count, const std::string& text) {
    std::string out;
    out.reserve(count * text.size());
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

TEST_F(Bomb, DeepLists) {
    // Never closed, each '[' may still be a key: a map around each list.
    expect_refused(times(1'000'000, "["), "1:17: nested more than 32 deep; flatten it");
    expect_refused(times(100, "[") + times(100, "]"), "1:33: nested more than 32 deep; flatten it");
}
TEST_F(Bomb, DeepMaps) {
    expect_refused("a: " + times(500'000, "{a: "), "1:128: nested more than 32 deep; flatten it");
}
TEST_F(Bomb, DeepDashes) {
    expect_refused(times(500'000, "- "), "1:65: nested more than 32 deep; flatten it");
}
TEST_F(Bomb, HugeFile) {
    expect_refused(times(5U << 20U, "a"), " holds more than 4194304 bytes; is it the right file?");
}
TEST_F(Bomb, ManyValues) {
    expect_refused("a: [" + times(1'500'000, "1,") + "]", "1:1999999: too many values; split the file");
}

}  // namespace
}  // namespace portolan::e2e
