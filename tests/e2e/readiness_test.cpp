// `portolan readiness` over the capture of the PBX: the site that it was recorded with is not ready, each of
// the ways to close a line is taken, and then it is.
#include "appliance/base/file.hpp"
#include "tests/e2e/program.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

const std::string kSnep7 = PORTOLAN_SOURCE_DIR "/tests/data/captures-expected/snep7/";

class ReadinessTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "readiness-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        site_ = read_file(kSnep7 + "site.yaml", 1U << 20U).value();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void replace(const std::string& from, const std::string& to) {
        const std::size_t at = site_.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        site_.replace(at, from.size(), to);
    }
    [[nodiscard]] ProgramRun readiness(const std::string& more = "") const {
        EXPECT_TRUE(write_file(folder_ + "/site.yaml", site_));
        return run_portolan("readiness --product snep7 --site '" + folder_ + "/site.yaml' '" + kSnep7 +
                            "capture.pcap' " + more);
    }

    std::string folder_, site_;
};

void expect_lines(const ProgramRun& run, const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
        EXPECT_NE(run.output.find(line), std::string::npos) << line << "\nin\n" << run.output;
}

TEST_F(ReadinessTest, SaysWhatStandsInTheWayAndHowItIsClosed) {
    const ProgramRun run = readiness();
    EXPECT_EQ(run.status, 1);
    expect_lines(
        run,
        {"snep7 at lab-snep7, in observe", "history: 23 kinds of flow from 2026-11-22T16:16:04",
         "OPEN  parameter   parameter sip_trunk is unset",
         "without it stops: outside and emergency calls, out and in",
         "OPEN  parameter   parameter rtp_range is unset", "line 142,144,168,170: \"Porta: 5060",
         "needed by SNEP7-084, SNEP7-086", "parameters: {rtp_range: [tcp/PORT]}",
         "told  parameter   parameter geo_block is unset", "told  role        role vendor-grid is unbound",
         "OPEN  would-block internet -> pbx-1 udp/5060", "OPEN  would-block pbx-1 -> 203.0.113.80 tcp/443",
         "- {id: AB-1, from: pbx-1, to: 203.0.113.80, protocol: tcp, ports: [443], reason: WHY, owner: WHO}",
         "told  would-block desk-phones -> pbx-1 tcp/5060", "never crosses us: both ends in zone inside",
         "NOT READY: 5 lines are open"});
    EXPECT_EQ(run.output.find("pbx-1 udp/5060 (SNEP7"), std::string::npos) << "the phones are documented";
}

TEST_F(ReadinessTest, IsReadyOnceAllIsSaid) {
    replace("parameters: {", "parameters: {rtp_range: [udp/10000-20000], sip_trunk: [], ");
    site_ +=
        "accepted_blocks:\n"
        "  - {id: AB-1, from: internet, to: pbx-1, protocol: tcp, ports: [8080], reason: strangers, owner: "
        "o}\n"
        "  - {id: AB-2, from: internet, to: pbx-1, protocol: udp, ports: [5060], reason: strangers, owner: "
        "o}\n"
        "  - {id: AB-3, from: pbx-1, to: 203.0.113.80, protocol: tcp, ports: [443], reason: r, owner: o}\n";
    const ProgramRun run = readiness();
    EXPECT_EQ(run.status, 0) << run.output;
    expect_lines(run,
                 {"told  parameter   parameter sip_trunk is unset (the site says that there is none here)",
                  "(accepted by AB-3 (o): r)", "READY: no line is open"});
    EXPECT_EQ(run.output.find("udp/10500"), std::string::npos) << "documented by the range that was set";
}

TEST_F(ReadinessTest, AsJson) {
    const ProgramRun run = readiness("--json");
    EXPECT_EQ(run.status, 1);
    const boost::json::object out = boost::json::parse(run.output).as_object();
    EXPECT_EQ(out.at("schema"), "portolan-readiness/1");
    EXPECT_EQ(out.at("ready"), false);
    EXPECT_GT(out.at("open").as_int64(), 0);
    EXPECT_GT(out.at("lines").as_array().size(), 0U);
}

TEST_F(ReadinessTest, RefusesWhatItCannotAnswer) {
    const ProgramRun product = run_portolan("readiness --product snep8 --site '" + kSnep7 + "site.yaml'");
    EXPECT_EQ(product.status, 2);
    expect_lines(product, {"product 'snep8' is not in this site; the site has snep7"});
    const ProgramRun capture = run_portolan("readiness --product snep7 '" + kSnep7 + "capture.pcap'");
    EXPECT_EQ(capture.status, 2);
    expect_lines(capture, {"captures are looked at with a site; add --site SITE"});
    EXPECT_EQ(run_portolan("readiness --site '" + kSnep7 + "site.yaml'").status, 2);
    const ProgramRun nobody = run_portolan("--socket /nonexistent/api.sock readiness --product snep7");
    EXPECT_EQ(nobody.status, 2);
}

}  // namespace
}  // namespace portolan::e2e
