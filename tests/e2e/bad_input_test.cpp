// Bad input changes nothing, exits 2 and says in one line where it is and how to mend it. A capture that ends
// early yields what was whole and says where it ended; an empty one says so.
#include "appliance/base/file.hpp"
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

const std::string kSample = PORTOLAN_SOURCE_DIR "/tests/data/sample/";

class BadInput : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("portolan-bad-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        fs::copy_file(kSample + "assets.csv", folder_ / "assets.csv", fs::copy_options::overwrite_existing);
        site_ = read_file(kSample + "site.yaml", 1U << 20U).value();
        capture_ = read_file(kSample + "sample.pcap", 16U << 20U).value();
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string put(const std::string& name, const std::string& content) const {
        const std::string path = (folder_ / name).string();
        EXPECT_TRUE(write_file(path, content));
        return path;
    }
    ProgramRun assess(const std::string& capture, const std::string& site,
                      const std::string& more = "") const {
        return run_portolan("assess '" + capture + "' --site '" + site + "' " + more);
    }
    // Exit 2, one line, with place and remedy.
    static void expect_refused(const ProgramRun& run, const std::string& where, const std::string& message) {
        EXPECT_EQ(run.status, 2) << run.output;
        EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
        EXPECT_NE(run.output.find(where), std::string::npos) << run.output;
        EXPECT_NE(run.output.find(message), std::string::npos) << run.output;
        EXPECT_NE(run.output.find("; "), std::string::npos) << "no remedy: " << run.output;
    }

    fs::path folder_;
    std::string site_;
    std::string capture_;
};

TEST_F(BadInput, BrokenSiteWritesNoReport) {
    std::string broken = site_;
    broken.replace(broken.find("zones:"), 6, "zonez:");
    const std::string report = (folder_ / "report.html").string();
    const ProgramRun run =
        assess(kSample + "sample.pcap", put("site.yaml", broken), "--report '" + report + "'");
    expect_refused(run, "site.yaml:", "unknown key 'zonez'; did you mean 'zones'?");
    EXPECT_FALSE(fs::exists(report));
}

TEST_F(BadInput, BrokenProfile) {
    const std::string profile =
        put("broken.yaml", "schema: portolan-profile/1\nid: x\nprefix: X\ntitle: T\nversion: on\n");
    expect_refused(run_portolan("profile lint '" + profile + "'"), "broken.yaml:1:1",
                   "'document' is missing");
    expect_refused(run_portolan("profile show nobody"), "", "no profile 'nobody'");
}

TEST_F(BadInput, NoCapture) {
    const std::string site = put("site.yaml", site_);
    expect_refused(assess(put("notes.txt", "not a capture at all"), site), "notes.txt", "is no capture file");
    expect_refused(assess((folder_ / "absent.pcap").string(), site), "absent.pcap", "");
}

TEST_F(BadInput, CutCaptureYieldsWhatWasWhole) {
    const ProgramRun run =
        assess(put("cut.pcap", capture_.substr(0, capture_.size() / 2)), put("site.yaml", site_));
    EXPECT_EQ(run.status, 1) << run.output;
    EXPECT_NE(run.output.find("cut.pcap: ends inside packet"), std::string::npos) << run.output;
}

TEST_F(BadInput, EmptyCaptureSaysSo) {
    const ProgramRun run = assess(put("empty.pcap", capture_.substr(0, 24)), put("site.yaml", site_));
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("holds no packets"), std::string::npos) << run.output;
}

TEST_F(BadInput, BadUsage) {
    EXPECT_EQ(run_portolan("").status, 2);
    EXPECT_EQ(run_portolan("assess").status, 2);
    EXPECT_EQ(run_portolan("frobnicate").status, 2);
    EXPECT_EQ(run_portolan("--help").status, 0);
    EXPECT_EQ(run_portolan("assess --help").status, 0);
    const ProgramRun run =
        run_portolan("explain --site '" + kSample + "site.yaml' --from nobody --to 10.20.8.11 --port 80");
    expect_refused(run, "", "'nobody' is no address");
}

TEST_F(BadInput, FullDiskIsAnError) {
    EXPECT_EQ(run_portolan("profile list --json >/dev/full").status, 2);
    expect_refused(assess(kSample + "sample.pcap", kSample + "site.yaml",
                          "--report /nonexistent/report.html --json"),
                   "/nonexistent/report.html", "can't be written");
}

}  // namespace
}  // namespace portolan::e2e
