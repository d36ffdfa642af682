#include "appliance/store/event_spool.hpp"

#include "appliance/store/store_world.hpp"

namespace portolan::store {
namespace {

// A spool for about 50 events of 200 bytes. Its own events have the code of their kind and the range as
// fields.
class SpoolTest : public StoreWorld {
protected:
    void SetUp() override {
        StoreWorld::SetUp();
        options_.spool_bytes = 10'000;
        options_.spool_event = [](const SpoolChange& change, Timestamp now) {
            evidence::Event event = sample_event(0);
            event.at = now;
            event.code = change.kind == SpoolChange::Kind::dropped ? "dropped" : "filling";
            event.fields = {{"first", std::to_string(change.first_event)},
                            {"last", std::to_string(change.last_event)}};
            return event;
        };
        open();
    }
    Acknowledgement put_events(int count, int second = 0) {
        Batch batch;
        batch.at = at_second(second);
        for (int i = 0; i < count; ++i) {
            batch.events.push_back(sample_event(i));
            batch.events.back().at = at_second(second);
            batch.events.back().fields = {{"reason", std::string(50, 'r')}};
        }
        return put(std::move(batch));
    }
    void put_cursor(const std::string& target, std::uint64_t acknowledged) {
        Batch batch;
        batch.cursors = {{target, acknowledged, acknowledged, at_second(0)}};
        put(std::move(batch));
    }
    std::vector<evidence::Event> all() { return *reader().events(0, 100'000); }
    std::vector<evidence::Event> of(const std::string& code) {
        std::vector<evidence::Event> out;
        for (const evidence::Event& event : all())
            if (event.code == code) out.push_back(event);
        return out;
    }
};

TEST_F(SpoolTest, NumbersGoOnOverRestartsAndTrims) {
    EXPECT_EQ(put_events(10).last_event, 10U);
    open();
    EXPECT_EQ(put_events(10).first_event, 11U);
    for (int i = 0; i < 20; ++i)
        put_events(30);
    open();
    const Acknowledgement last = put_events(1);
    EXPECT_EQ(last.first_event, 621U);  // nobody waits: no event tells of drops
    EXPECT_EQ(all().back().seq, 621U);
}

TEST_F(SpoolTest, HoldsTheNewestWithinItsBytes) {
    put_events(500);
    const std::vector<evidence::Event> kept = all();
    EXPECT_EQ(kept.back().seq, 500U);
    EXPECT_GT(kept.size(), 30U);
    EXPECT_LT(kept.size(), 60U);
}

TEST_F(SpoolTest, WithoutTargetsNothingIsLost) {
    put_events(500);
    EXPECT_TRUE(of("dropped").empty());
    EXPECT_TRUE(of("filling").empty());
}

TEST_F(SpoolTest, WhatATargetHasTakenIsNotLost) {
    put_events(20);
    put_cursor("siem", 20);
    for (int i = 0; i < 20; ++i) {
        const Acknowledgement done = put_events(20);
        put_cursor("siem", done.last_event);
    }
    EXPECT_TRUE(of("dropped").empty());
}

TEST_F(SpoolTest, LossesAreToldExactly) {
    put_events(10);
    put_cursor("fast", 10);
    put_cursor("slow", 4);
    std::uint64_t last = 0;
    std::set<std::uint64_t> seen;  // what a collector that comes back each time could still read
    std::set<std::uint64_t> told;
    for (int i = 0; i < 40; ++i) {
        last = put_events(10).last_event;
        for (const evidence::Event& event : of("dropped"))
            for (std::uint64_t seq = std::stoull(event.fields[0].second);
                 seq <= std::stoull(event.fields[1].second); ++seq)
                told.insert(seq);
    }
    for (const evidence::Event& event : all())
        seen.insert(event.seq);
    EXPECT_FALSE(told.empty());
    // Each number from the cursor on is there or told of, and none is both.
    const std::uint64_t newest = *reader().last_event();
    EXPECT_GE(newest, last);
    for (std::uint64_t seq = 5; seq <= newest; ++seq)
        EXPECT_NE(seen.contains(seq), told.contains(seq)) << seq;
    EXPECT_EQ(*told.begin(), 5U);
    EXPECT_EQ(of("dropped").back().fields[0].second, "5");  // the last one tells of all
}

TEST_F(SpoolTest, AFullSpoolTellsSeldom) {
    put_cursor("siem", 0);
    for (int i = 0; i < 200; ++i)
        put_events(1);
    EXPECT_LE(of("dropped").size(), 12U);
    EXPECT_GE(of("dropped").size(), 1U);
}

TEST_F(SpoolTest, WarnsOnceAtFourFifths) {
    put_cursor("siem", 0);
    int needed = 0;
    while (of("filling").empty() && needed < 100) {
        put_events(1);
        ++needed;
    }
    EXPECT_LT(needed, 60);
    EXPECT_GT(needed, 30);
    EXPECT_TRUE(of("dropped").empty());
    put_events(1);
    EXPECT_EQ(of("filling").size(), 1U);
    put_cursor("siem", *reader().last_event());  // it comes back
    put_events(1);
    for (int i = 0; i < 45; ++i)
        put_events(1);
    EXPECT_EQ(of("filling").size(), 2U);
}

TEST_F(SpoolTest, DropsByAge) {
    options_.spool_bytes = 1 << 30;
    options_.spool_seconds = 1000;
    open();
    put_cursor("siem", 0);
    put_events(5, 0);
    put_events(5, 900);
    put_events(5, 1040);  // the oldest are past their age, and the slack of a twentieth is not used up
    EXPECT_EQ(all().front().seq, 1U);
    put_events(5, 1051);
    EXPECT_EQ(all().front().seq, 6U);
    ASSERT_EQ(of("dropped").size(), 1U);
    EXPECT_EQ(of("dropped")[0].fields,
              (std::vector<std::pair<std::string, std::string>>{{"first", "1"}, {"last", "5"}}));
    put_events(1, 900'000);
    EXPECT_EQ(all().size(), 2U);  // the new one is of its time, and the one that tells of the rest
}

TEST_F(SpoolTest, CursorsOnlyAdvance) {
    put_events(10);
    put_cursor("siem", 7);
    put_cursor("siem", 3);
    ASSERT_EQ(reader().cursors()->size(), 1U);
    EXPECT_EQ(reader().cursors()->at(0).acknowledged, 7U);
    Batch batch;
    batch.removed_targets = {"siem"};
    put(batch);
    EXPECT_TRUE(reader().cursors()->empty());
}

}  // namespace
}  // namespace portolan::store
