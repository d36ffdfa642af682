// Attestations on a server without its sockets: a real store, the shipped profiles, the live judge. Verdicts
// and events move at once; reminders come once each, whatever restarts.
#include "appliance/roles/attestations.hpp"

#include "policy/site_loader.hpp"
#include "profiles/library.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::roles {
namespace {

using evidence::KeptAttestation;

constexpr std::string_view kSite = R"(schema: portolan-site/1
site: test
zones:
  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, untrusted: true}
  inside: {interface: e2, kind: routed, address: 10.1.0.1/16}
assets:
  - {name: print-pc, address: 10.1.0.10}
products:
  dca4: {roles: {dca-agent: [print-pc]}}
)";

Timestamp day(std::string_view text) {
    return *parse_timestamp(text);
}

PolicyInForce policy_in_force() {
    std::vector<profiles::Profile> library =
        profiles::load_library(std::string(PORTOLAN_SOURCE_DIR) + "/profiles/library").value();
    policy::Site site = policy::parse_site(kSite, "site.yaml", library).value();
    auto policy = std::make_shared<policy::Policy>(
        policy::Policy::compile(std::move(library), std::move(site)).value());
    return put_in_force_at(std::move(policy), day("2026-11-23")).value();
}

// One letter for two requirements of DCA4 that packets don't decide.
std::string letter(const std::string& from, const std::string& until) {
    return fmt::format(
        "schema: portolan-attestations/1\nattestations:\n"
        "  - {{requirements: [DCA4-002, DCA4-010], by: A. Ferrer, statement: it holds, valid_from: {}, "
        "valid_until: {},\n     evidence: {{file: letter.pdf}}}}\n",
        from, until);
}

class AttestationsTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "attest-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        start();
    }
    void TearDown() override {
        server_.reset();
        std::filesystem::remove_all(folder_);
    }

    struct Server {
        Server(const std::string& database, Timestamp at)
            : now(at),
              store(store::Store::open(options(database), at).value()),
              reader(store::Reader::open(database).value()),
              judge(state, batch),
              attestations(state, store, batch, judge, [this] { judge.judge(now); }) {}
        static store::StoreOptions options(const std::string& database) {
            store::StoreOptions out;
            out.path = database;
            return out;
        }
        Timestamp now;
        ServerState state;
        store::Batch batch;
        store::Store store;
        store::Reader reader;
        LiveJudge judge;
        Attestations attestations;
    };

    // As the role starts: attestations first, then the policy and its first judgement.
    void start() {
        const Timestamp at = server_ ? server_->now : day("2026-11-23");
        server_.reset();
        server_.emplace(folder_ + "/portolan.db", at);
        ASSERT_TRUE(server_->attestations.restore(server_->reader));
        server_->state.in_force = policy_in_force();
        server_->state.ledger.set_policy(server_->state.in_force.policy, server_->state.in_force.kernel);
        server_->judge.begin_policy();
        server_->judge.judge(server_->now);
    }

    Result<std::vector<KeptAttestation>> add(const std::string& text, bool dry_run = false) {
        webui::AttestRequest request;
        request.name = "letters.yaml";
        request.text = text;
        request.hashes = {{"letter.pdf", std::string(64, 'a')}};
        request.dry_run = dry_run;
        request.who = "ana";
        request.from = "192.0.2.7";
        request.now = server_->now;
        return server_->attestations.add(request);
    }
    Result<KeptAttestation> revoke(const std::string& id) {
        return server_->attestations.revoke({id, "moved", "ana", "local", server_->now});
    }

    // "attested: attested by A. Ferrer", or empty where nobody speaks of it.
    [[nodiscard]] std::string verdict(const std::string& id = "DCA4-002") const {
        for (const report::Product& product : server_->state.assessment.products)
            for (const report::Requirement& requirement : product.requirements)
                if (requirement.id == id) return requirement.verdict + ": " + requirement.reason;
        return "";
    }

    // Codes of this thousand since the last call, all of them written as the role does.
    std::vector<std::string> events(const std::string& beginning) {
        std::vector<std::string> out;
        for (const evidence::Event& event : server_->batch.events)
            if (event.code.starts_with(beginning)) out.push_back(event.code);
        store::Batch batch = std::exchange(server_->batch, {});
        batch.at = server_->now;
        EXPECT_TRUE(server_->store.write_and_wait(std::move(batch)));
        return out;
    }
    std::vector<std::string> reminders(std::string_view when) {
        server_->now = day(when);
        server_->attestations.remind(server_->now);
        return events("PT8011");
    }

    using Codes = std::vector<std::string>;
    std::string folder_;
    std::optional<Server> server_;
};

TEST_F(AttestationsTest, AddingMovesTheVerdictAtOnceAndTells) {
    EXPECT_EQ(verdict(), "unseen: nobody has attested it");
    const auto added = add(letter("2026-11-23", "2027-11-23"));
    ASSERT_TRUE(added) << added.error().text();
    EXPECT_EQ(verdict(), "attested: attested by A. Ferrer");
    EXPECT_EQ(verdict("DCA4-010"), "attested: attested by A. Ferrer");
    EXPECT_EQ(events("PT"), (Codes{"PT8010", "PT1005", "PT1005"}));
    const std::vector<KeptAttestation> kept = *server_->reader.attestations();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].said.evidence_sha256, std::string(64, 'a'));
    EXPECT_EQ(kept[0].added_by, "ana");
    const evidence::AuditEntry audit = server_->reader.audit({})->items.at(0);
    EXPECT_EQ(audit.verb, "attest-add");
    EXPECT_EQ(audit.what, kept[0].id + " DCA4-002,DCA4-010 by A. Ferrer");
    start();
    EXPECT_EQ(verdict(), "attested: attested by A. Ferrer") << "after a restart, from the first judgement on";
}

TEST_F(AttestationsTest, RevokingMovesItBackAndForgetsNothing) {
    const std::string id = add(letter("2026-11-23", "2027-11-23"))->at(0).id;
    events("PT");
    server_->now = day("2026-12-01");
    ASSERT_TRUE(revoke(id));
    EXPECT_EQ(verdict(), "unknown: stale: the attestation was revoked");
    EXPECT_EQ(events("PT"), (Codes{"PT8010", "PT1003", "PT1003"}));
    const KeptAttestation kept = server_->reader.attestations()->at(0);
    EXPECT_EQ(kept.said.revoked, day("2026-12-01"));
    EXPECT_EQ(kept.revoke_reason, "moved");
    EXPECT_EQ(server_->reader.audit({})->items.at(0).verb, "attest-revoke");
    EXPECT_EQ(revoke(id).error().code, ErrorCode::bad_input);
    EXPECT_EQ(revoke("01JD9X00000000000000000011").error().code, ErrorCode::not_found);
    start();
    EXPECT_EQ(verdict(), "unknown: stale: the attestation was revoked");
    EXPECT_TRUE(add(letter("2026-11-23", "2027-11-23"))) << "a revoked one may be said again";
    EXPECT_EQ(verdict(), "attested: attested by A. Ferrer");
}

TEST_F(AttestationsTest, AtItsEndItIsStale) {
    ASSERT_TRUE(add(letter("2026-11-23", "2027-01-01")));
    events("PT");
    server_->judge.judge({day("2027-01-01").nanoseconds - 1});
    EXPECT_EQ(events("PT1"), Codes{});
    server_->judge.judge(day("2027-01-01"));
    EXPECT_EQ(verdict(), "unknown: stale: the attestation has expired");
    EXPECT_EQ(events("PT1"), (Codes{"PT1003", "PT1003"}));
}

TEST_F(AttestationsTest, RemindsOnceAtThirtyAndOnceAtSevenDaysWhateverRestarts) {
    ASSERT_TRUE(add(letter("2026-11-23", "2027-06-01")));
    events("PT");
    EXPECT_EQ(reminders("2027-05-01T23:59:59Z"), Codes{});
    EXPECT_EQ(reminders("2027-05-02"), Codes{"PT8011"});
    EXPECT_EQ(reminders("2027-05-03"), Codes{});
    start();
    EXPECT_EQ(reminders("2027-05-04"), Codes{});
    EXPECT_EQ(reminders("2027-05-25"), Codes{"PT8011"});
    start();
    EXPECT_EQ(reminders("2027-05-31"), Codes{});
    EXPECT_EQ(reminders("2027-06-02"), Codes{}) << "the end itself is PT1003";
}

TEST_F(AttestationsTest, OneThatWasOffForTheFirstReminderTellsTheLastAlone) {
    ASSERT_TRUE(add(letter("2026-11-23", "2027-06-01")));
    events("PT");
    EXPECT_EQ(reminders("2027-05-28"), Codes{"PT8011"});
    EXPECT_EQ(reminders("2027-05-29"), Codes{});
}

TEST_F(AttestationsTest, NothingIsToldWhereAnotherGoesOnOrItIsRevoked) {
    ASSERT_TRUE(add(letter("2026-11-23", "2027-06-01")));
    ASSERT_TRUE(add(letter("2027-05-20", "2028-05-01")));
    events("PT");
    EXPECT_EQ(reminders("2027-05-25"), Codes{});
    ASSERT_TRUE(revoke(server_->attestations.list().at(0).said.valid_until == day("2028-05-01")
                           ? server_->attestations.list().at(0).id
                           : server_->attestations.list().at(1).id));
    EXPECT_EQ(reminders("2027-05-26"), Codes{"PT8011"}) << "now nothing goes on";
}

TEST_F(AttestationsTest, AFileIsTakenWholeOrNotAtAll) {
    const std::string broken = letter("2026-11-23", "2027-11-23") +
                               "  - {requirements: [DCA4-2], by: x, statement: y, valid_from: 2026-11-23,\n"
                               "     evidence: {file: letter.pdf}}\n";
    const auto refused = add(broken);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("letters.yaml:5:21: no requirement 'DCA4-2'"), std::string::npos)
        << refused.error().text();
    EXPECT_TRUE(server_->attestations.list().empty());
    EXPECT_EQ(verdict(), "unseen: nobody has attested it");
    EXPECT_EQ(events("PT"), Codes{"PT8010"}) << "who tried is told";
    EXPECT_EQ(server_->reader.audit({})->items.at(0).verb, "attest-add");
    EXPECT_TRUE(server_->reader.attestations()->empty());

    const auto dry = add(letter("2026-11-23", "2027-11-23"), true);
    ASSERT_TRUE(dry) << dry.error().text();
    EXPECT_EQ(dry->size(), 1U);
    EXPECT_EQ(verdict(), "unseen: nobody has attested it");
    EXPECT_TRUE(server_->reader.attestations()->empty());
}

TEST_F(AttestationsTest, TheSameLetterTwiceAndAnUnsentHashAreRefused) {
    const std::string id = add(letter("2026-11-23", "2027-11-23"))->at(0).id;
    const auto again = add(letter("2026-11-23", "2027-11-23"));
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().text().find("is here already, as " + id), std::string::npos)
        << again.error().text();
    std::string other = letter("2026-11-24", "2027-11-23");
    other.replace(other.find("letter.pdf"), 10, "other.pdf");
    const auto unsent = add(other);
    ASSERT_FALSE(unsent);
    EXPECT_NE(unsent.error().text().find("the hash of 'other.pdf' was not sent"), std::string::npos);
    EXPECT_EQ(server_->reader.attestations()->size(), 1U);
}

}  // namespace
}  // namespace portolan::roles
