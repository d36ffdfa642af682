#include "appliance/store/retention.hpp"

#include "appliance/store/store_world.hpp"

namespace portolan::store {
namespace {

constexpr std::int64_t kDay = 86'400;

class RetentionTest : public StoreWorld {
protected:
    // One row of each kind, of the time 0, ended where it can end.
    static Batch rows() {
        Batch batch;
        batch.at = at_second(0);
        batch.flows = {sample_flow(0)};
        batch.verdicts = {{"DCA4-065", "dca4", "a", "unseen", "", at_second(0), at_second(1), "", {}},
                          {"DCA4-065", "dca4", "b", "unseen", "", at_second(0), {}, "", {}}};
        batch.coverage = {{"clock", at_second(0), at_second(1), "unsynchronised"}};
        batch.findings = {sample_finding(1), sample_finding(2)};
        batch.findings[0].state = evidence::FindingState::closed;
        batch.findings[0].closed = at_second(1);
        batch.audit = {{0, at_second(0), "anna", "local", "verb", "what", "ok"}};
        batch.attestations = {sample_attestation(1), sample_attestation(2), sample_attestation(3)};
        batch.attestations[0].said.valid_until = at_second(1);
        batch.attestations[1].said.valid_until = at_second(5'000 * kDay);
        batch.attestations[1].said.revoked = at_second(1);
        batch.attestations[2].said.valid_until = at_second(1'000 * kDay);
        return batch;
    }
    // flows, activity, verdicts, coverage, findings, audit, attestations
    std::vector<std::size_t> counts() {
        Reader reading = reader();
        return {reading.flows({}, {})->items.size(),
                reading.activity(at_second(0), 60)->size(),
                reading.verdict_history("DCA4-065")->size(),
                reading.coverage(at_second(0))->size(),
                reading.findings({}, {})->items.size(),
                reading.audit({})->items.size(),
                reading.attestations()->size()};
    }
    std::vector<std::size_t> after_days(std::int64_t days) {
        Batch batch;
        batch.at = at_second(days * kDay + 7200);
        put(batch);
        put(std::move(batch));  // rows are removed behind the answer: now the first turn is over
        return counts();
    }
};

TEST_F(RetentionTest, EachKindHasItsTime) {
    open();
    put(rows());
    using Counts = std::vector<std::size_t>;
    EXPECT_EQ(after_days(29), (Counts{1, 1, 2, 2, 2, 1, 3}));
    EXPECT_EQ(after_days(30), (Counts{0, 1, 2, 2, 2, 1, 3}));
    EXPECT_EQ(after_days(395), (Counts{0, 1, 2, 2, 2, 1, 3}));
    EXPECT_EQ(after_days(396), (Counts{0, 0, 2, 2, 2, 1, 3}));
    EXPECT_EQ(after_days(1095), (Counts{0, 0, 2, 2, 2, 1, 3}));
    EXPECT_EQ(after_days(1096), (Counts{0, 0, 1, 1, 1, 0, 1}));  // what is open stays
}

TEST_F(RetentionTest, ATurnIsBounded) {
    open();
    Batch batch;
    batch.at = at_second(0);
    for (int i = 0; i < 5'000; ++i) {
        batch.flows.push_back(sample_flow(0));
        batch.flows.back().port = static_cast<std::uint16_t>(i + 1);
    }
    put(std::move(batch));
    Batch later;
    later.at = at_second(40 * kDay);
    put(later);
    put(later);
    EXPECT_GE(reader().flows({}, {})->total, 1'000U);  // after one turn, or two
    put(later);
    put(later);
    EXPECT_EQ(reader().flows({}, {})->total, 0U);
}

}  // namespace
}  // namespace portolan::store
