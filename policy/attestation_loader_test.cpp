// Attestation files: what an entry says, how long it may hold, and each refusal with its place and remedy.
#include "policy/attestation_loader.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "policy/judge.hpp"
#include "policy/test_world.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sys/stat.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

namespace fs = std::filesystem;
using evidence::Attestation;
using Attestations = std::vector<Attestation>;

const std::string kHash(64, 'a');
const std::string kProfile =
    std::string(kTestProfile) +
    R"(  - {id: DEMO-020, kind: control, level: required, lines: "20", quote: q, effect: attest, from: agent,
     validity_months: 12, expects: {down_kbps: {min: 384}, up_kbps: {min: 384}}}
  - {id: DEMO-021, kind: observation, level: informational, lines: "21", quote: q, decided_by: [attestation], validity_months: 6}
  - {id: DEMO-022, kind: observation, level: informational, lines: "22", quote: q, decided_by: []}
  - {id: DEMO-023, kind: control, level: required, lines: "23", quote: q, effect: attest, from: agent,
     expects: {ssh_methods: [publickey]}}
)";

const Policy& policy() {
    static const Policy made = test_policy(kTestSite, kProfile);
    return made;
}

std::string file_of(const std::string& entries) {
    return "schema: portolan-attestations/1\nattestations:\n" + entries;
}

// A good entry, changed in one place.
std::string entry(const std::string& more = "", const std::string& ids = "DEMO-020, DEMO-021",
                  const std::string& dates = "valid_from: 2026-11-23",
                  const std::string& evidence = "{reference: report 17, sha256: " + kHash + "}") {
    return fmt::format(
        "  - requirements: [{}]\n    by: A. Auditor\n    statement: it holds\n    evidence: {}\n"
        "    {}\n{}",
        ids, evidence, dates, more.empty() ? "" : "    " + more + "\n");
}

Result<Attestations> read(const std::string& text) {
    return parse_attestations(text, "letters.yaml", policy(),
                              [](const std::string& name) -> Result<std::string> {
                                  if (name.ends_with("letter.pdf")) return std::string(64, 'b');
                                  return fail(ErrorCode::not_found, "no such file");
                              });
}

Attestation one(const std::string& text) {
    const Result<Attestations> all = read(file_of(text));
    if (!all) panic(all.error().text());
    return all->at(0);
}

Timestamp day(const char* text) {
    return *parse_timestamp(text);
}

TEST(AttestationFile, SaysWhoWhatAndHowLong) {
    const Attestation said = one(entry("answers: {down_kbps: 400, up_kbps: 384}"));
    EXPECT_EQ(said.requirements, (std::vector<std::string>{"DEMO-020", "DEMO-021"}));
    EXPECT_EQ(said.subject, "");
    EXPECT_EQ(said.by, "A. Auditor");
    EXPECT_EQ(said.statement, "it holds");
    EXPECT_EQ(said.evidence, "report 17");
    EXPECT_EQ(said.evidence_sha256, kHash);
    EXPECT_EQ(said.answers, (std::vector<evidence::Measurement>{{"down_kbps", 400U}, {"up_kbps", 384U}}));
    EXPECT_EQ(said.valid_from, day("2026-11-23"));
    EXPECT_EQ(said.valid_until, day("2027-05-23")) << "the shortest of 12 and 6 months";
    EXPECT_FALSE(said.revoked.has_value());
    const Attestation words = one(entry("answers: {ssh_methods: [publickey, password]}", "DEMO-023",
                                        "valid_from: 2026-11-23\n    valid_until: \"2027-01-01T08:00:00Z\""));
    const std::vector<std::string> both = {"publickey", "password"};
    EXPECT_EQ(words.answers, (std::vector<evidence::Measurement>{{"ssh_methods", both}}));
    EXPECT_EQ(words.valid_until, day("2027-01-01T08:00:00Z"));
    EXPECT_EQ(one(entry("subject: agent-1", "DEMO-020")).subject, "agent-1");
    EXPECT_EQ(read(file_of("  []"))->size(), 0U);
}

// Months of the calendar, to the last day of a shorter one; exactly that long is allowed, an instant more
// not.
TEST(AttestationFile, MonthsAreThoseOfTheCalendar) {
    EXPECT_EQ(one(entry("", "DEMO-021", "valid_from: 2026-08-31")).valid_until, day("2027-02-28"));
    EXPECT_EQ(one(entry("", "DEMO-021", "valid_from: \"2026-08-30T10:00:00Z\"")).valid_until,
              day("2027-02-28T10:00:00Z"));
    EXPECT_TRUE(read(file_of(entry("valid_until: 2027-11-23", "DEMO-020"))));
    const auto longer = read(file_of(entry("valid_until: \"2027-11-23T00:00:00.000001Z\"", "DEMO-020")));
    ASSERT_FALSE(longer);
    EXPECT_EQ(
        longer.error().text(),
        "letters.yaml:8:18: DEMO-020 is attested for 12 months at most; write 2027-11-23 or earlier, or "
        "give what may hold longer an entry of its own");
    EXPECT_FALSE(read(file_of(entry("valid_until: 2029-11-24", "DEMO-023"))));
    EXPECT_TRUE(read(file_of(entry("valid_until: 2029-11-23", "DEMO-023"))))
        << "36 months without a profile's";
}

TEST(AttestationFile, EvidenceIsAFileOrAReferenceAndAlwaysAHash) {
    const std::string dates = "valid_from: 2026-11-23";
    const Attestation file = one(entry("", "DEMO-020", dates, "{file: vendor/2026/letter.pdf}"));
    EXPECT_EQ(file.evidence, "letter.pdf") << "no folder of ours is told";
    EXPECT_EQ(file.evidence_sha256, std::string(64, 'b'));
    const std::string same = "{file: letter.pdf, sha256: " + std::string(64, 'B') + "}";
    EXPECT_EQ(one(entry("", "DEMO-020", dates, same)).evidence_sha256, std::string(64, 'b'));
}

struct Refusal {
    const char* what;
    std::string entries;
    const char* told;  // whole text after the file's name
};

TEST(AttestationFile, RefusalsNameThePlaceAndTheRemedy) {
    const std::string dates = "valid_from: 2026-11-23";
    const std::vector<Refusal> refusals = {
        {"unknown id", entry("", "DEMO-020, DEMO-920"),
         "3:30: no requirement 'DEMO-920' in the products of this site; did you mean 'DEMO-020'?"},
        {"of another product", entry("", "KSC-WIDE-0000001"),
         "3:20: no requirement 'KSC-WIDE-0000001' in the products of this site; its products are demo; "
         "`portolan requirements` lists ids"},
        {"decided by packets", entry("", "DEMO-001"),
         "3:20: DEMO-001 is decided by packets, not by a person; leave it out; `portolan requirements` shows "
         "what a person attests"},
        {"for the trace", entry("", "DEMO-022"),
         "3:20: DEMO-022 is kept for the trace: nothing decides it; leave it out"},
        {"twice", entry("", "DEMO-020, DEMO-020"), "3:30: 'DEMO-020' stands twice; keep one of them"},
        {"no id", entry("", ""), "3:19: 0 requirements; name 1 to 500: [DCA4-002]"},
        {"unknown key", entry("until: 2027-01-01"),
         "8:5: unknown key 'until'; known here: requirements, subject, "
         "by, statement, answers, evidence, valid_from, valid_until"},
        {"unknown asset", entry("subject: agent-2", "DEMO-020"),
         "8:14: no asset 'agent-2' in this site; did you mean 'agent-1'?"},
        {"asset of another role", entry("subject: floor-1", "DEMO-020"),
         "8:14: DEMO-020 is not about 'floor-1'; leave subject out, or name an asset that plays the "
         "requirement's role"},
        {"unknown answer", entry("answers: {down_kbs: 400}"),
         "8:15: none of these requirements asks for 'down_kbs'; did you mean 'down_kbps'?"},
        {"answer where nothing is asked", entry("answers: {x: 1}", "DEMO-021"),
         "8:15: none of these requirements asks for 'x'; leave answers out: they ask for no value"},
        {"a word for a number", entry("answers: {up_kbps: fast}"),
         "8:24: 'fast' is not a number from 0 to 9007199254740991; write digits only, without leading zeros"},
        {"no words", entry("answers: {ssh_methods: []}", "DEMO-023", dates + "\n    valid_until: 2027-01-01"),
         "9:28: 0 words; write 1 to 64"},
        {"both evidences", entry("", "DEMO-020", dates, "{file: letter.pdf, reference: r}"),
         "6:15: evidence is either a file or a reference; write {file: letter.pdf}, or {reference: \"...\", "
         "sha256: ...}"},
        {"no evidence", entry("", "DEMO-020", dates, "{}"),
         "6:15: evidence is either a file or a reference; write {file: letter.pdf}, or {reference: \"...\", "
         "sha256: ...}"},
        {"reference without hash", entry("", "DEMO-020", dates, "{reference: r}"),
         "6:15: key 'sha256' is missing here; add 'sha256: ...'"},
        {"short hash", entry("", "DEMO-020", dates, "{reference: r, sha256: abc}"),
         "6:38: this is no SHA-256; write the 64 hex digits that sha256sum prints"},
        {"missing file", entry("", "DEMO-020", dates, "{file: other.pdf}"), "6:22: no such file"},
        {"changed file", entry("", "DEMO-020", dates, "{file: letter.pdf, sha256: " + kHash + "}"),
         "6:42: the SHA-256 of 'letter.pdf' is "
         "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb; the file is another one, or has "
         "changed: look at it, then write its hash"},
        {"no such date", entry("", "DEMO-020", "valid_from: 2026-02-30"),
         "7:17: '2026-02-30' is not a date or time; write 2026-12-01 or 2026-12-01T08:30:00Z"},
        {"ends first", entry("valid_until: 2026-11-23", "DEMO-020"),
         "8:18: this ends before it begins; write a later date than valid_from"},
        {"no validity known", entry("", "DEMO-023"),
         "3:5: valid_until is missing, and no profile says how long this holds; add 'valid_until: ...'"},
    };
    for (const Refusal& refusal : refusals) {
        const Result<Attestations> read_it = read(file_of(refusal.entries));
        ASSERT_FALSE(read_it) << refusal.what;
        EXPECT_EQ(read_it.error().text(), std::string("letters.yaml:") + refusal.told) << refusal.what;
    }
}

TEST(AttestationFile, ByAndStatementAreOneLineEach) {
    for (const std::string& by :
         std::vector<std::string>{"''", "' '", "\"a\\nb\"", "'" + std::string(129, 'x') + "'"}) {
        std::string text = entry();
        text.replace(text.find("A. Auditor"), 10, by);
        EXPECT_FALSE(read(file_of(text))) << by;
    }
    std::string text = entry();
    text.erase(text.find("    by:"), std::string("    by: A. Auditor\n").size());
    EXPECT_EQ(read(file_of(text)).error().text(),
              "letters.yaml:3:5: key 'by' is missing here; add 'by: ...'");
}

TEST(AttestationFile, IsTakenWholeOrNotAtAllAndBounded) {
    EXPECT_FALSE(read(file_of(entry() + entry("", "DEMO-920"))));
    EXPECT_FALSE(read("schema: portolan-attestations/2\nattestations: []\n"));
    EXPECT_FALSE(read("attestations: []\n"));
    std::string many;
    for (std::size_t i = 0; i <= kMostAttestations; ++i)
        many += entry("", "DEMO-020");
    const Result<Attestations> refused = read(file_of(many));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("1001 attestations, more than 1000"), std::string::npos);
}

class AttestationFolder : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "attest-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        fs::create_directories(folder_ / "letters");
        ASSERT_TRUE(write_file((folder_ / "letters/a.pdf").string(), "a letter"));
    }
    void TearDown() override { fs::remove_all(folder_); }
    // The file with one entry of this evidence, loaded from the folder.
    Result<Attestations> load(const std::string& evidence) {
        const std::string text = file_of(entry("", "DEMO-020", "valid_from: 2026-11-23", evidence));
        EXPECT_TRUE(write_file(path(), text));
        return load_attestations(path(), policy());
    }
    [[nodiscard]] std::string path() const { return (folder_ / "letters.yaml").string(); }
    fs::path folder_;
};

TEST_F(AttestationFolder, FilesAreHashedWhereTheyAre) {
    const Result<Attestations> loaded = load("{file: letters/a.pdf}");
    ASSERT_TRUE(loaded) << loaded.error().text();
    EXPECT_EQ(loaded->at(0).evidence, "a.pdf");
    EXPECT_EQ(loaded->at(0).evidence_sha256, sha256_hex("a letter"));
    const std::string text = *read_file(path(), 4096);
    EXPECT_EQ(*evidence_hashes(text, path()),
              (std::map<std::string, std::string>{{"letters/a.pdf", sha256_hex("a letter")}}));
}

TEST_F(AttestationFolder, OtherFilesOfTheMachineAreNotRead) {
    for (const char* name : {"/etc/hostname", "../letters.yaml", "letters/../../x", "letters", "none.pdf"}) {
        EXPECT_FALSE(load(fmt::format("{{file: {}}}", name))) << name;
        const Result<std::map<std::string, std::string>> hashes =
            evidence_hashes(*read_file(path(), 4096), path());
        ASSERT_FALSE(hashes) << name;
        EXPECT_EQ(hashes.error().where, path() + ":6:22") << name;
    }
    ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    EXPECT_FALSE(load("{file: pipe}")) << "and nobody waited";
}

// What a broken file names is looked for as far as its shape leads there.
TEST_F(AttestationFolder, HashesOfABrokenFileAreNone) {
    for (const std::string text :
         {"{}", "attestations: 3", "attestations: [3, {evidence: 4}, {evidence: {file: letters/a.pdf}}]"}) {
        const auto hashes = evidence_hashes(text, path());
        ASSERT_TRUE(hashes) << text;
        EXPECT_EQ(hashes->size(), text.size() > 20 ? 1U : 0U) << text;
    }
}

// From the file to the verdict.
TEST(AttestationFile, DecidesTheRequirement) {
    const evidence::Recording recording;
    const auto verdict_at = [&](const std::string& text, const char* when, const char* id) -> std::string {
        ControlEvidence controls{{}, *read(file_of(text)), {}, day(when)};
        for (const RequirementVerdict& each : judge_recording(policy(), recording, {}, controls))
            if (each.requirement->id == id)
                return fmt::format("{}: {} [{}]", verdict_name(each.verdict), each.reason,
                                   fmt::join(each.subjects.at(0).evidence, "; "));
        return "";
    };
    const std::string shown = "[report 17, SHA-256 " + kHash + ", valid until 2027-05-23]";
    EXPECT_EQ(verdict_at(entry(), "2026-12-01", "DEMO-020"), "attested: attested by A. Auditor " + shown);
    EXPECT_EQ(verdict_at(entry(), "2026-12-01", "DEMO-021"), "attested: attested by A. Auditor " + shown);
    EXPECT_EQ(verdict_at(entry(), "2027-05-23", "DEMO-021"),
              "unknown: stale: the attestation has expired " + shown);
    EXPECT_EQ(verdict_at(entry(), "2026-11-22", "DEMO-021"), "unseen: nobody has attested it []");
    EXPECT_EQ(verdict_at(entry("answers: {up_kbps: 383, down_kbps: 400}"), "2026-12-01", "DEMO-020"),
              "failing: attested by A. Auditor: up_kbps is 383; at least 384 is documented " + shown);
}

}  // namespace
}  // namespace portolan::policy
