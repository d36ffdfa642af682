// A vendor's letter beside a capture: what no packet shows is attested, stale or failing, by the file that a
// person wrote; and the file is checked before anything is judged.
#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <unistd.h>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const std::string kSample = PORTOLAN_SOURCE_DIR "/tests/data/sample/";
const std::string kReportHash = "2f0c5c5a6e0a7b5f9e3d1c4b8a79685746352413021f0e0d0c0b0a0908070605";

// The capture is of 2026-11-16. DCA4 line 12: the SOC 2 report is under NDA, so only its reference is kept.
const std::string kLetters = R"(schema: portolan-attestations/1
attestations:
  - requirements: [DCA4-002, DCA4-003]
    by: A. Ferrer, vendor
    statement: servers in the European Union; no ties to makers of hardware
    evidence: {file: letters/vendor.pdf}
    valid_from: 2026-11-01
  - requirements: [DCA4-010]
    by: ana
    statement: report read under the NDA of 2026-10-02
    evidence: {reference: "SOC 2 report, issue 17, under NDA", sha256: )" +
                             kReportHash + R"(}
    valid_from: 2026-11-01
  - requirements: [DCA4-012]
    by: ana
    statement: seen last year
    evidence: {file: letters/vendor.pdf}
    valid_from: 2025-12-01
    valid_until: 2026-11-16
  - requirements: [SNEP7-009]
    by: bert
    statement: as the screenshot shows
    answers: {password_length: 12}
    evidence: {file: letters/vendor.pdf}
    valid_from: 2026-11-01
)";

class Attest : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("portolan-attest-" + std::to_string(::getpid()));
        fs::create_directories(folder_ / "letters");
        ASSERT_TRUE(write_file((folder_ / "letters/vendor.pdf").string(), "the vendor's letter"));
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string put(const std::string& text) const {
        EXPECT_TRUE(write_file((folder_ / "letters.yaml").string(), text));
        return "'" + (folder_ / "letters.yaml").string() + "'";
    }
    static ProgramRun assess(const std::string& file, const std::string& more = "--json") {
        return run_portolan("assess '" + kSample + "sample.pcap' --site '" + kSample +
                            "site.yaml' --attestations " + file + " " + more);
    }
    // "verdict: reason [evidence]" by requirement.
    static std::map<std::string, std::string> verdicts(const ProgramRun& run) {
        std::map<std::string, std::string> out;
        boost::system::error_code error;
        const json::value value = json::parse(run.output, error);
        EXPECT_FALSE(error) << run.output;
        if (error) return out;
        for (const json::value& each : value.at("requirements").as_array()) {
            std::string text = std::string(each.at("verdict").as_string()) + ": ";
            text += each.at("reason").as_string();
            for (const json::value& line : each.at("subjects").at(0).at("evidence").as_array())
                text += " [" + std::string(line.as_string()) + "]";
            out[std::string(each.at("id").as_string())] = text;
        }
        return out;
    }

    fs::path folder_;
};

TEST_F(Attest, ALetterDecidesWhatNoPacketShows) {
    const std::string file = put(kLetters);
    const ProgramRun run = assess(file);
    EXPECT_EQ(run.status, 1) << "an answer that breaks is a finding";
    std::map<std::string, std::string> said = verdicts(run);
    const std::string letter =
        " [vendor.pdf, SHA-256 " + sha256_hex("the vendor's letter") + ", valid until ";
    EXPECT_EQ(said["DCA4-002"], "attested: attested by A. Ferrer, vendor" + letter + "2027-11-01]");
    EXPECT_EQ(said["DCA4-003"], "attested: attested by A. Ferrer, vendor" + letter + "2027-11-01]");
    EXPECT_EQ(said["DCA4-010"], "attested: attested by ana [SOC 2 report, issue 17, under NDA, SHA-256 " +
                                    kReportHash + ", valid until 2027-11-01]");
    EXPECT_EQ(said["DCA4-012"], "unknown: stale: the attestation has expired" + letter + "2026-11-16]");
    EXPECT_EQ(said["SNEP7-009"],
              "failing: attested by bert: password_length is 12; at least 16 is documented" + letter +
                  "2027-11-01]");
    const ProgramRun later = assess(file, "--json --at 2027-11-01");
    EXPECT_EQ(verdicts(later)["DCA4-002"],
              "unknown: stale: the attestation has expired" + letter + "2027-11-01]");
    EXPECT_EQ(verdicts(assess(file, "--json --at 2026-11-15T23:59:59Z"))["DCA4-012"],
              "attested: attested by ana" + letter + "2026-11-16]");
}

// Beside it nothing moves: the other requirements have the verdicts that they have without the file.
TEST_F(Attest, OtherVerdictsStayAsTheyAre) {
    std::map<std::string, std::string> with = verdicts(assess(put(kLetters)));
    std::map<std::string, std::string> without = verdicts(
        run_portolan("assess '" + kSample + "sample.pcap' --site '" + kSample + "site.yaml' --json"));
    for (const char* id : {"DCA4-002", "DCA4-003", "DCA4-010", "DCA4-012", "SNEP7-009"}) {
        EXPECT_EQ(without[id], "unseen: nobody has attested it") << id;
        with.erase(id);
        without.erase(id);
    }
    EXPECT_EQ(with, without);
}

TEST_F(Attest, LintSaysWhatTheFileSays) {
    const ProgramRun run =
        run_portolan("attest lint " + put(kLetters) + " --site '" + kSample + "site.yaml'");
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("letters.yaml: OK, 4 attestations of 5 requirements\n"), std::string::npos)
        << run.output;
    EXPECT_NE(run.output.find("with SOC 2 report, issue 17, under NDA: DCA4-010\n"), std::string::npos)
        << run.output;
}

TEST_F(Attest, ABrokenFileIsRefusedBeforeAnythingIsJudged) {
    struct Row {
        const char* what;
        const char* with;
        const char* told;
    };
    const Row rows[] = {
        {"DCA4-002,", "DCA4-0O2,",
         "letters.yaml:3:20: no requirement 'DCA4-0O2' in the products of this site; "
         "did you mean 'DCA4-002'?"},
        {"DCA4-010", "DCA4-065",
         "letters.yaml:8:20: DCA4-065 is decided by packets and probe, not by a person; leave it out"},
        {"letters/vendor.pdf", "letters/lost.pdf", "letters.yaml:6:22: no such file"},
        {"valid_from: 2026-11-01\n  - requirements: [DCA4-010]",
         "valid_from: 2026-11-01\n    valid_until: 2028-01-01\n  - requirements: [DCA4-010]",
         "letters.yaml:8:18: DCA4-002 is attested for 12 months at most; write 2027-11-01 or earlier"},
        {"{password_length: 12}", "{password_lenght: 12}",
         "letters.yaml:22:15: none of these requirements asks for 'password_lenght'; did you mean "
         "'password_length'?"},
    };
    for (const Row& row : rows) {
        std::string text = kLetters;
        text.replace(text.find(row.what), std::string(row.what).size(), row.with);
        const ProgramRun run = assess(put(text));
        EXPECT_EQ(run.status, 2) << row.with;
        EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
        EXPECT_NE(run.output.find(row.told), std::string::npos) << run.output;
    }
    const ProgramRun alone =
        run_portolan("assess '" + kSample + "sample.pcap' --site '" + kSample + "site.yaml' --at 2027-01-01");
    EXPECT_EQ(alone.status, 2);
    EXPECT_NE(alone.output.find("add --attestations FILE"), std::string::npos) << alone.output;
}

// Without an appliance the other verbs say so, whatever they were given.
TEST_F(Attest, TheVerbsNeedARunningAppliance) {
    const std::string socket = " --socket '" + (folder_ / "none.sock").string() + "'";
    for (const std::string& verb :
         {std::string("list"), std::string("revoke 01JD9X00000000000000000011 --reason x"),
          "import " + put(kLetters),
          "add --requirement DCA4-002 --by a --statement b --reference c --sha256 " + kReportHash}) {
        const ProgramRun run = run_portolan("attest " + verb + socket);
        EXPECT_EQ(run.status, 2) << verb;
        EXPECT_NE(run.output.find("is it running?"), std::string::npos) << run.output;
    }
    for (const std::string& verb :
         {std::string("revoke ../users --reason x"),
          std::string("add --requirement DCA4-002 --by a --statement b"),
          std::string("add --requirement DCA4-002 --by a --statement b --evidence '/none.pdf'"),
          std::string("add --requirement X-1 --by a --statement b --reference c --answer down_kbps")}) {
        const ProgramRun run = run_portolan("attest " + verb + socket);
        EXPECT_EQ(run.status, 2) << verb;
        EXPECT_EQ(run.output.find("is it running?"), std::string::npos) << run.output;
    }
}

}  // namespace
}  // namespace portolan::e2e
