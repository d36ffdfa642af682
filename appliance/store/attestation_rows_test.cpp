// Attestations come back as they went in, are never changed but for revocation and reminder, and a database
// of the form before them takes them.
#include "appliance/store/migrations.hpp"
#include "appliance/store/store_world.hpp"

namespace portolan::store {
namespace {

using Kept = std::vector<evidence::KeptAttestation>;

class AttestationRows : public StoreWorld {
protected:
    void put_rows(Kept rows) {
        Batch batch;
        batch.at = at_second(0);
        batch.attestations = std::move(rows);
        put(std::move(batch));
    }
};

TEST_F(AttestationRows, ComeBackAsTheyWentNewestFirst) {
    open();
    evidence::KeptAttestation first = sample_attestation(1);
    first.said.subject = "";
    first.said.answers.clear();
    put_rows({first, sample_attestation(2)});
    EXPECT_EQ(*reader().attestations(), (Kept{sample_attestation(2), first}));
    open(10);
    EXPECT_EQ(reader().attestations()->size(), 2U) << "after a restart";
}

TEST_F(AttestationRows, OnlyRevocationAndReminderChange) {
    open();
    put_rows({sample_attestation(1)});
    evidence::KeptAttestation later = sample_attestation(1);
    later.reminded = 30;
    later.said.revoked = at_second(50);
    later.revoked_by = "ana";
    later.revoke_reason = "the vendor moved its servers";
    evidence::KeptAttestation forged = later;
    forged.said.statement = "something else";
    forged.said.valid_until = at_second(900'000);
    put_rows({forged});
    EXPECT_EQ(*reader().attestations(), Kept{later});
}

TEST_F(AttestationRows, ADatabaseOfTheFormBeforeTakesThem) {
    {
        Result<Database> database = Database::open(options_.path, Database::Mode::write);
        ASSERT_TRUE(migrate(*database, 1));
        EXPECT_EQ(*database->value("SELECT count(*) FROM sqlite_schema WHERE name = 'attestations'"), 0U);
        ASSERT_TRUE(database->execute("INSERT INTO users VALUES ('anna', 'admin', 'hash', 1, 0);"));
    }
    open();
    EXPECT_EQ(reader().users()->size(), 1U) << "what was there is there";
    put_rows({sample_attestation(1)});
    EXPECT_EQ(*reader().attestations(), Kept{sample_attestation(1)});
}

}  // namespace
}  // namespace portolan::store
