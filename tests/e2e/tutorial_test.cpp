// The tutorial of docs/profiles.md, from an empty folder to a judged capture, as a reader would follow it: a
// tutorial that does not run is worse than none.
#include "tests/e2e/tutorial.hpp"

#include "appliance/base/file.hpp"
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

const std::string kChapter = "## Tutorial: a sixth profile by hand";

std::string said_by(const std::string& command) {
    std::string out;
    std::FILE* pipe = ::popen(("{ " + command + "\n} 2>&1").c_str(), "r");
    if (pipe == nullptr) return "popen failed";
    std::array<char, 65536> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        out.append(buffer.data(), n);
    ::pclose(pipe);
    return out;
}

class Tutorial : public ::testing::Test {
protected:
    void SetUp() override {
        before_ = fs::current_path();
        folder_ = fs::temp_directory_path() / ("portolan-tutorial-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        fs::current_path(folder_);
        const std::string path = std::string(PORTOLAN_BINARY_DIR) + "/bin:" + std::getenv("PATH");
        ::setenv("PATH", path.c_str(), 1);
        ::setenv("PORTOLAN_SOURCE", PORTOLAN_SOURCE_DIR, 1);
        steps_ = tutorial_steps(*read_file(PORTOLAN_SOURCE_DIR "/docs/profiles.md", 1U << 20U), kChapter);
    }
    void TearDown() override {
        fs::current_path(before_);
        fs::remove_all(folder_);
    }
    static void run(const TutorialFile& file) {
        if (const fs::path parent = fs::path(file.name).parent_path(); !parent.empty())
            fs::create_directories(parent);
        ASSERT_TRUE(write_file(file.name, file.content));
    }
    static void run(const TutorialCommand& command) {
        const std::string output = said_by(command.command);
        const std::string different = difference(command.expected, output);
        EXPECT_TRUE(different.empty())
            << "docs/profiles.md:" << command.line << ": " << command.command << "\n"
            << different << "\nit said:\n"
            << output;
    }

    fs::path before_;
    fs::path folder_;
    std::vector<TutorialStep> steps_;
};

TEST_F(Tutorial, RunsFromAnEmptyFolder) {
    ASSERT_GE(steps_.size(), 12U);
    for (const TutorialStep& step : steps_)
        std::visit([](const auto& each) { run(each); }, step);

    // What the reader should end with, asked of the program itself and not of the page.
    const std::string said = said_by(
        "portolan assess --json dns-then-tls.pcap tls10-and-no-tls.pcap --profiles profiles --site "
        "site.yaml");
    const boost::json::value report = boost::json::parse(said);
    int conforming = 0;
    int undocumented = 0;
    for (const boost::json::value& flow : report.at("flows").as_array()) {
        const std::string verdict(flow.at("verdict").as_string());
        const std::int64_t port = flow.at("port").as_int64();
        conforming += verdict == "conforming" && flow.at("requirement").as_string() == "GATE-001" ? 1 : 0;
        undocumented += verdict == "undocumented" && port == 444 ? 1 : 0;
    }
    EXPECT_GE(conforming, 2);
    EXPECT_EQ(undocumented, 1);
}

// The comparison itself must be able to fail.
TEST(TutorialComparison, DotsAreAnythingAndOnlyThey) {
    EXPECT_EQ(difference({"a", "...", "c ... e"}, "a\nb\nb\nc d e\n"), "");
    EXPECT_EQ(difference({"a", "..."}, "a\n"), "");
    EXPECT_NE(difference({"a"}, "a\nb\n"), "");
    EXPECT_NE(difference({"a", "b"}, "a\n"), "");
    EXPECT_NE(difference({"c ... e"}, "c d f\n"), "");
    EXPECT_NE(difference({}, "error\n"), "");
}

}  // namespace
}  // namespace portolan::e2e
