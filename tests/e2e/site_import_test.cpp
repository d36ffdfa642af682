// `portolan site import`: a dry run writes nothing, a conflict writes nothing, and what is written is a file
// of which the site is made.
#include "appliance/base/file.hpp"
#include "tests/e2e/program.hpp"

#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

class SiteImport : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("portolan-import-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string put(const std::string& name, const std::string& content) const {
        EXPECT_TRUE(write_file((folder_ / name).string(), content));
        return "'" + (folder_ / name).string() + "'";
    }
    std::string assets() const {
        const Result<std::string> content = read_file((folder_ / "assets.csv").string(), 1U << 20U);
        return content ? *content : "";
    }
    ProgramRun import(const std::string& file, const std::string& options) const {
        return run_portolan("site import " + file + " --into '" + (folder_ / "assets.csv").string() +
                            "' --format " + options);
    }

    fs::path folder_;
};

TEST_F(SiteImport, ADryRunSaysWhatARunDoes) {
    const std::string leases = put("leases", "1700000000 02:00:0a:00:00:05 10.0.0.5 Print-PC 01:02\n");
    const ProgramRun dry = import(leases, "dhcp --dry-run");
    EXPECT_EQ(dry.status, 0) << dry.output;
    EXPECT_NE(dry.output.find("added     print-pc"), std::string::npos) << dry.output;
    EXPECT_NE(dry.output.find("1 added, 0 changed, 0 in conflict, 0 unchanged; dry run"), std::string::npos)
        << dry.output;
    EXPECT_EQ(assets(), "");
    EXPECT_EQ(import(leases, "dhcp").status, 0);
    EXPECT_EQ(assets(), "name,address,mac,roles,owner\nprint-pc,10.0.0.5,02:00:0a:00:00:05,,\n");
    EXPECT_NE(import(leases, "dhcp").output.find("0 added, 0 changed, 0 in conflict, 1 unchanged"),
              std::string::npos);
}

TEST_F(SiteImport, AConflictWritesNothing) {
    const std::string there = "name,address,mac,roles,owner\nprint-pc,10.0.0.5,,dca4:dca-agent,it\n";
    put("assets.csv", there);
    const std::string more =
        put("more.csv", "name,address,mac,roles,owner\nnew,10.0.0.9,,,\nlaptop,10.0.0.5,,,\n");
    const ProgramRun run = import(more, "csv");
    EXPECT_EQ(run.status, 2) << run.output;
    EXPECT_NE(run.output.find("10.0.0.5 is print-pc there"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("nothing is written; "), std::string::npos) << run.output;
    EXPECT_EQ(assets(), there);
}

TEST_F(SiteImport, ABrokenFileIsRefusedWithItsPlace) {
    const ProgramRun run =
        import(put("bad.csv", "name,address,mac,roles,owner\na,10.0.0.1,,,\nb,10.0.0.999,,,\n"), "csv");
    EXPECT_EQ(run.status, 2) << run.output;
    EXPECT_NE(run.output.find("bad.csv:3:3: "), std::string::npos) << run.output;
    EXPECT_EQ(assets(), "");
}

}  // namespace
}  // namespace portolan::e2e
