// `portolan attest` against the API: what the command line sends is a file of attestations that the loader
// reads as the arguments meant it, and the list says what is left of each.
#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "policy/attestation_loader.hpp"
#include "policy/site_loader.hpp"
#include "profiles/library.hpp"
#include "tests/api/served.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::api_test {
namespace {

using testing::HasSubstr;

const std::string kSource = PORTOLAN_SOURCE_DIR;
const std::string kHash(64, 'd');

class AttestVerbs : public testing::Test {
protected:
    CommandRun attest(const std::string& arguments) const {
        return shell("'" PORTOLAN_BINARY_DIR "/bin/portolan' attest " + arguments + " --socket '" +
                     served_.folder + "/api.sock' 2>&1");
    }
    // What was sent last.
    webui::AttestRequest asked() {
        webui::AttestRequest out;
        served_.on_thread([&] { out = served_.appliance.attestations.asked.back(); });
        return out;
    }
    evidence::Attestation read(const webui::AttestRequest& request) {
        std::vector<profiles::Profile> library =
            profiles::load_library(kSource + "/profiles/library").value();
        policy::Site site = policy::load_site(kSource + "/tests/data/sample/site.yaml", library).value();
        const policy::Policy policy = policy::Policy::compile(std::move(library), std::move(site)).value();
        const auto read = policy::parse_attestations(
            request.text, request.name, policy,
            [&](const std::string& name) -> Result<std::string> { return request.hashes.at(name); });
        if (!read) panic(read.error().text() + "\n" + request.text);
        return read->at(0);
    }

    Served served_;
};

TEST_F(AttestVerbs, AddSendsWhatWasMeantWhateverTheShellGave) {
    ASSERT_TRUE(write_file(served_.folder + "/letter.pdf", "a letter"));
    const CommandRun run = attest(
        "add --requirement SNEP7-009 --requirement SNEP7-022 --by 'A. \"Quote\" #1: yes' --statement "
        "'on: [it, holds] \\ é' --answer password_length=16 --evidence '" +
        served_.folder + "/letter.pdf' --valid-from 2026-11-23 --valid-until 2027-05-31");
    ASSERT_EQ(run.status, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("ends in 23 days"));
    const evidence::Attestation said = read(asked());
    EXPECT_EQ(said.requirements, (std::vector<std::string>{"SNEP7-009", "SNEP7-022"}));
    EXPECT_EQ(said.by, "A. \"Quote\" #1: yes");
    EXPECT_EQ(said.statement, "on: [it, holds] \\ é");
    EXPECT_EQ(said.answers, (std::vector<evidence::Measurement>{{"password_length", 16U}}));
    EXPECT_EQ(said.evidence, "letter.pdf");
    EXPECT_EQ(said.evidence_sha256, sha256_hex("a letter"));
    EXPECT_EQ(said.valid_from, *parse_timestamp("2026-11-23"));
    EXPECT_EQ(said.valid_until, *parse_timestamp("2027-05-31"));
}

TEST_F(AttestVerbs, AReferenceAndWordsOfAnAnswer) {
    const CommandRun run = attest(
        "add --requirement SNEP7-010 --by ana --statement seen --answer "
        "password_classes=digits,upper,lower,symbols --reference 'report 17' --sha256 " +
        kHash + " --json");
    ASSERT_EQ(run.status, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr(R"("schema":"portolan-attested/1")"));
    const evidence::Attestation said = read(asked());
    const std::vector<std::string> classes = {"digits", "upper", "lower", "symbols"};
    EXPECT_EQ(said.answers, (std::vector<evidence::Measurement>{{"password_classes", classes}}));
    EXPECT_EQ(said.evidence, "report 17");
    EXPECT_EQ(said.evidence_sha256, kHash);
    EXPECT_EQ(said.valid_from.text().substr(10), "T00:00:00.000000Z") << "today, from midnight";
    EXPECT_THAT(asked().hashes, testing::IsEmpty());
}

TEST_F(AttestVerbs, ImportSendsTextAndHashesAndNoEvidence) {
    ASSERT_TRUE(write_file(served_.folder + "/letter.pdf", "a secret letter"));
    const std::string file = served_.folder + "/letters.yaml";
    ASSERT_TRUE(
        write_file(file,
                   "schema: portolan-attestations/1\nattestations:\n  - {requirements: [DCA4-002], by: a, "
                   "statement: s, valid_from: 2026-11-23, evidence: {file: letter.pdf}}\n"));
    const CommandRun dry = attest("import '" + file + "' --dry-run");
    ASSERT_EQ(dry.status, 0) << dry.output;
    EXPECT_THAT(dry.output, HasSubstr("nothing is kept; it would be:"));
    EXPECT_TRUE(asked().dry_run);
    EXPECT_EQ(attest("import '" + file + "'").status, 0);
    const webui::AttestRequest request = asked();
    EXPECT_FALSE(request.dry_run);
    EXPECT_EQ(request.name, file);
    EXPECT_THAT(request.text, testing::Not(HasSubstr("secret")));
    EXPECT_EQ(read(request).evidence_sha256, sha256_hex("a secret letter"));
    ASSERT_TRUE(write_file(file, "attestations: []\n"));
    const CommandRun refused = attest("import '" + file + "'");
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.output, HasSubstr("letters.yaml:1:1: the file has no schema; begin with schema"));
}

TEST_F(AttestVerbs, ListAndRevoke) {
    const CommandRun list = attest("list");
    EXPECT_EQ(list.status, 0);
    EXPECT_THAT(list.output, HasSubstr("01JD9X00000000000000000011"));
    EXPECT_THAT(list.output, HasSubstr("ends-soon"));
    EXPECT_THAT(list.output, HasSubstr("ends in 23 days"));
    EXPECT_THAT(list.output, HasSubstr("DCA4-002 DCA4-010"));
    EXPECT_THAT(list.output, HasSubstr("A. Ferrer [U+202E]")) << "a name turns nobody's line round";
    EXPECT_THAT(list.output, HasSubstr("1 attestations\n"));
    EXPECT_THAT(attest("list --json").output, HasSubstr(R"("schema":"portolan-attestation-list/1")"));
    const CommandRun revoked = attest("revoke 01JD9X00000000000000000011 --reason 'the vendor moved'");
    EXPECT_EQ(revoked.status, 0) << revoked.output;
    EXPECT_THAT(attest("list").output, HasSubstr("revoked by uid "));
    EXPECT_THAT(attest("list").output, HasSubstr(": the vendor moved"));
    EXPECT_EQ(attest("revoke 01JD9X00000000000000000011 --reason again").status, 2);
    EXPECT_EQ(attest("revoke 01JD9X00000000000000000099 --reason x").status, 2);
}

}  // namespace
}  // namespace portolan::api_test
