#include "appliance/store/reader.hpp"

#include "appliance/store/database.hpp"
#include "appliance/store/store_world.hpp"

#include <algorithm>

namespace portolan::store {
namespace {

class ReaderTest : public StoreWorld {
protected:
    void SetUp() override {
        StoreWorld::SetUp();
        open();
    }
    void put_flows(std::vector<evidence::JudgedFlow> flows) {
        Batch batch;
        batch.flows = std::move(flows);
        put(std::move(batch));
    }
    void put_counter(std::uint64_t packets, std::uint64_t bytes, std::uint64_t generation, int second) {
        Batch batch;
        batch.counters = {{"DCA4-065", 77, packets, bytes, at_second(second), generation}};
        put(std::move(batch));
    }
    void put_verdict(const std::string& verdict, const std::string& reason, int second) {
        Batch batch;
        batch.verdicts = {
            {"DCA4-065", "dca4", "print-pc", verdict, reason, at_second(second), {}, "0123", {"f1"}}};
        put(std::move(batch));
    }
};

TEST_F(ReaderTest, AFlowComesBackAsItWent) {
    evidence::JudgedFlow flow = sample_flow(0);
    flow.reason = std::string("a\0b\xff\"", 5);
    flow.names = {"a\"b", "", "\xc3\xa9"};
    put_flows({flow});
    flow.number = 1;
    EXPECT_EQ(reader().flows({}, {})->items, std::vector{flow});
}

TEST_F(ReaderTest, FlowsOfOneHourMerge) {
    evidence::JudgedFlow later = sample_flow(60);
    later.flows = 0;  // the same flow goes on
    later.packets = 5;
    later.answered = false;
    later.reason = "newer";
    later.names = {"newer.example"};
    put_flows({sample_flow(0), later});
    const Page<evidence::JudgedFlow> page = *reader().flows({}, {});
    ASSERT_EQ(page.items.size(), 1U);
    const evidence::JudgedFlow& merged = page.items[0];
    EXPECT_EQ(merged.flows, 1U);
    EXPECT_EQ(merged.packets, 17U);
    EXPECT_EQ(merged.bytes, 6800U);
    EXPECT_TRUE(merged.answered);
    EXPECT_EQ(merged.first, at_second(0));
    EXPECT_EQ(merged.last, at_second(62));
    EXPECT_EQ(merged.reason, "newer");
    EXPECT_EQ(merged.names, later.names);
}

TEST_F(ReaderTest, WhatDiffersDoesNotMerge) {
    std::vector<evidence::JudgedFlow> flows(9, sample_flow(0));
    flows[1].initiator = *Address::parse("10.20.0.6");
    flows[2].responder = *Address::parse("2001:db8::a");
    flows[3].port = 444;
    flows[4].protocol = "udp";
    flows[5].verdict = "deviating";
    flows[6].action = "blocked";
    flows[7].policy = "another";
    flows[8].last = at_second(3600);  // the next hour
    put_flows(flows);
    EXPECT_EQ(reader().flows({}, {})->total, 9U);
}

TEST_F(ReaderTest, FiltersOfFlows) {
    std::vector<evidence::JudgedFlow> flows(3, sample_flow(0));
    flows[1].initiator = *Address::parse("10.20.0.6");
    flows[1].initiator_asset = "till_1";
    flows[1].verdict = "undocumented";
    flows[1].action = "blocked";
    flows[1].product = "ksc";
    flows[1].requirement = "";
    flows[2].initiator = *Address::parse("10.20.0.7");
    flows[2].initiator_asset = "tillx1";
    flows[2].responder_asset = "print-pc";
    flows[2].last = at_second(100);
    put_flows(flows);
    struct Case {
        const char* name;
        FlowFilter filter;
        std::uint64_t expected;
    };
    const auto with = [](auto set) {
        FlowFilter filter;
        set(filter);
        return filter;
    };
    const Case cases[] = {
        {"none", {}, 3},
        {"verdict", with([](auto& f) { f.verdict = "undocumented"; }), 1},
        {"action", with([](auto& f) { f.action = "allowed"; }), 2},
        {"product", with([](auto& f) { f.product = "ksc"; }), 1},
        {"requirement", with([](auto& f) { f.requirement = "DCA4-065"; }), 2},
        {"asset at either end", with([](auto& f) { f.asset = "print-pc"; }), 2},
        {"part of an address", with([](auto& f) { f.text = "20.0.6"; }), 1},
        {"protocol and port", with([](auto& f) { f.text = "tcp/443"; }), 3},
        {"name", with([](auto& f) { f.text = "DCA4.example"; }), 3},
        {"_ is no wildcard", with([](auto& f) { f.text = "till_1"; }), 1},
        {"% is no wildcard", with([](auto& f) { f.text = "%"; }), 0},
        {"SQL is text", with([](auto& f) { f.text = "' OR 1 --"; }), 0},
        {"SQL in a word", with([](auto& f) { f.verdict = "x' OR '1'='1"; }), 0},
        {"since", with([](auto& f) { f.since = at_second(3); }), 1},
        {"all at once",
         with([](auto& f) { f.verdict = "conforming", f.asset = "print-pc", f.text = "tillx"; }), 1}};
    for (const Case& each : cases)
        EXPECT_EQ(reader().flows(each.filter, {})->total, each.expected) << each.name;
}

TEST_F(ReaderTest, PagesFollowEachOther) {
    for (int i = 0; i < 25; ++i) {
        Batch batch;
        batch.findings = {sample_finding(i)};
        batch.flows = {sample_flow(3600LL * i)};
        batch.audit = {{0, at_second(i), "anna", "local", "verb", std::to_string(i), "ok"}};
        put(std::move(batch));
    }
    Reader reading = reader();
    const auto walk = [](auto ask) {
        std::vector<std::size_t> sizes;
        std::set<std::string> seen;
        PageRequest request{10, ""};
        do {
            const auto page = ask(request);
            EXPECT_EQ(page.total, 25U);
            sizes.push_back(page.items.size());
            EXPECT_TRUE(seen.insert(page.next).second);
            request.cursor = page.next;
        } while (!request.cursor.empty() && sizes.size() < 9);
        return sizes;
    };
    const std::vector<std::size_t> expected = {10, 10, 5};
    EXPECT_EQ(walk([&](const PageRequest& request) { return *reading.findings({}, request); }), expected);
    EXPECT_EQ(walk([&](const PageRequest& request) { return *reading.flows({}, request); }), expected);
    EXPECT_EQ(walk([&](const PageRequest& request) { return *reading.audit(request); }), expected);
    EXPECT_EQ(reading.findings({}, {1, ""})->items[0].fid, sample_finding(24).fid);
    EXPECT_EQ(reading.findings({}, {25, ""})->next, "");
}

TEST_F(ReaderTest, ForeignCursorsAreRefused) {
    for (const char* const cursor : {"x", "-1", "99999999999999999999", "' OR 1", "01"}) {
        EXPECT_EQ(reader().flows({}, {10, cursor}).error().code, ErrorCode::bad_input) << cursor;
        EXPECT_EQ(reader().audit({10, cursor}).error().code, ErrorCode::bad_input) << cursor;
        EXPECT_EQ(reader().findings({}, {10, cursor}).error().code, ErrorCode::bad_input) << cursor;
    }
}

TEST_F(ReaderTest, FindingsByStateKindAndProduct) {
    Batch batch;
    batch.findings = {sample_finding(1), sample_finding(2), sample_finding(3)};
    batch.findings[1].state = evidence::FindingState::closed;
    batch.findings[1].closed = at_second(9);
    batch.findings[2].identity.kind = "prohibited-blocked";
    batch.findings[2].identity.product = "ksc";
    put(batch);
    Reader reading = reader();
    const auto total = [&reading](const FindingFilter& filter) {
        return reading.findings(filter, {})->total;
    };
    EXPECT_EQ(total({}), 3U);
    EXPECT_EQ(total({evidence::FindingState::open, "", ""}), 2U);
    EXPECT_EQ(total({evidence::FindingState::closed, "", ""}), 1U);
    EXPECT_EQ(total({{}, "prohibited-blocked", ""}), 1U);
    EXPECT_EQ(total({evidence::FindingState::open, "undocumented-allowed", "dca4"}), 1U);
    EXPECT_EQ(reading.open_findings()->size(), 2U);
    EXPECT_EQ(reading.finding_counts()->size(), 2U);
    EXPECT_EQ(reading.findings({evidence::FindingState::closed, "", ""}, {})->items[0], batch.findings[1]);
}

TEST_F(ReaderTest, AClosedFindingMayOpenAgainUnderANewId) {
    Batch first;
    first.findings = {sample_finding(1)};
    put(first);
    first.findings[0].state = evidence::FindingState::closed;
    put(first);
    first.findings[0] = sample_finding(1);
    first.findings[0].fid = sample_finding(7).fid;
    put(first);
    EXPECT_EQ(reader().findings({}, {})->total, 2U);
}

TEST_F(ReaderTest, CountersNeverRunBackwards) {
    const auto total = [this] { return reader().counters()->at(0); };
    put_counter(0, 0, 1, 0);
    EXPECT_EQ(total(), (evidence::CounterTotal{"DCA4-065", 77, 0, 0, at_second(0), {}}));
    put_counter(10, 1000, 1, 1);
    put_counter(10, 1000, 1, 2);
    EXPECT_EQ(total(), (evidence::CounterTotal{"DCA4-065", 77, 10, 1000, at_second(2), at_second(1)}));
    put_counter(3, 300, 2, 3);  // the table was made anew
    EXPECT_EQ(total(), (evidence::CounterTotal{"DCA4-065", 77, 13, 1300, at_second(3), at_second(3)}));
    put_counter(1, 100, 2, 4);  // and again, without being told
    EXPECT_EQ(total(), (evidence::CounterTotal{"DCA4-065", 77, 14, 1400, at_second(4), at_second(4)}));
    put_counter(0, 0, 3, 5);
    EXPECT_EQ(total(), (evidence::CounterTotal{"DCA4-065", 77, 14, 1400, at_second(5), at_second(4)}));
}

TEST_F(ReaderTest, AVerdictEndsTheOneBefore) {
    put_verdict("unseen", "no such flow", 0);
    put_verdict("unseen", "no such flow", 5);  // nothing new
    put_verdict("verified", "conforming use", 10);
    put_verdict("verified", "and another reason", 20);
    const std::vector<evidence::VerdictInterval> history = *reader().verdict_history("DCA4-065");
    ASSERT_EQ(history.size(), 3U);
    EXPECT_EQ(history[0].from, at_second(20));
    EXPECT_FALSE(history[0].to.has_value());
    EXPECT_EQ(history[0].evidence, std::vector<std::string>{"f1"});
    EXPECT_EQ(history[1].from, at_second(10));
    EXPECT_EQ(history[1].to, at_second(20));
    EXPECT_EQ(history[2].verdict, "unseen");
    EXPECT_EQ(history[2].to, at_second(10));
    EXPECT_EQ(*reader().open_verdicts(), std::vector{history[0]});
    EXPECT_TRUE(reader().verdict_history("DCA4-066")->empty());
}

TEST_F(ReaderTest, AClockSetBackMakesNoNegativeInterval) {
    put_verdict("unseen", "a", 100);
    put_verdict("verified", "b", 50);
    const std::vector<evidence::VerdictInterval> history = *reader().verdict_history("DCA4-065");
    for (const evidence::VerdictInterval& interval : history)
        EXPECT_GE(interval.to.value_or(at_second(1000)), interval.from);
    EXPECT_EQ(reader().open_verdicts()->at(0).verdict, "verified");
}

TEST_F(ReaderTest, CoverageEndsAndBeginsAgain) {
    Batch batch;
    batch.coverage = {{"enforce", at_second(1), {}, ""}};
    put(batch);
    batch.coverage = {{"enforce", at_second(5), {}, ""}};  // it is open already
    put(batch);
    batch.coverage = {{"enforce", at_second(1), at_second(8), "went down"},
                      {"enforce", at_second(12), {}, ""}};
    put(batch);
    const std::vector<evidence::CoverageInterval> expected = {
        {"server", at_second(0), {}, ""},
        {"enforce", at_second(1), at_second(8), "went down"},
        {"enforce", at_second(12), {}, ""}};
    EXPECT_EQ(*reader().coverage(at_second(0)), expected);
    EXPECT_EQ(reader().coverage(at_second(9))->size(), 2U);
}

TEST_F(ReaderTest, ActivityBySteps) {
    evidence::JudgedFlow blocked = sample_flow(20);  // at_second(0) is 20 s into its minute
    blocked.verdict = "undocumented";
    blocked.action = "blocked";
    put_flows({sample_flow(0), sample_flow(1), blocked, sample_flow(130)});
    const Timestamp from = at_second(-20);
    const std::vector<ActivityBucket> minutes = *reader().activity(from, 60);
    ASSERT_EQ(minutes.size(), 4U);
    EXPECT_EQ(minutes[0].series, "blocked");
    EXPECT_EQ(minutes[1].series, "conforming");
    EXPECT_EQ(minutes[1].from, from);
    EXPECT_EQ(minutes[1].flows, 2U);
    EXPECT_EQ(minutes[1].packets, 24U);
    EXPECT_EQ(minutes[2].series, "undocumented");
    EXPECT_EQ(minutes[3].from, at_second(100));
    EXPECT_EQ(reader().activity(from, 180)->size(), 3U);
    EXPECT_EQ(reader().activity(at_second(40), 60)->size(), 1U);
    EXPECT_FALSE(reader().activity(from, 90).has_value());
    EXPECT_FALSE(reader().activity(from, 0).has_value());
}

TEST_F(ReaderTest, UsersAreReplacedAndRemoved) {
    Batch batch;
    batch.users = {{"anna", evidence::UserRole::admin, "h1", at_second(0), false},
                   {"bert", evidence::UserRole::viewer, "h2", at_second(0), false}};
    put(batch);
    batch.users = {{"anna", evidence::UserRole::operator_, "h3", at_second(0), true}};
    batch.removed_users = {"bert", "nobody"};
    put(batch);
    EXPECT_EQ(*reader().users(), batch.users);
}

TEST_F(ReaderTest, ALongQueryEndsAtItsDeadline) {
    std::vector<evidence::JudgedFlow> flows;
    for (int i = 0; i < 20'000; ++i) {
        flows.push_back(sample_flow(0));
        flows.back().port = static_cast<std::uint16_t>(i + 1);
    }
    put_flows(flows);
    Result<Reader> hurried = Reader::open(options_.path, std::chrono::milliseconds(0));
    FlowFilter filter;
    filter.text = "not in any of them";
    const auto page = hurried->flows(filter, {});
    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().code, ErrorCode::limit);
    EXPECT_EQ(hurried->users()->size(), 0U);  // the next question has a deadline of its own
    EXPECT_EQ(reader().flows({}, {})->total, kMostCounted + 1);
}

TEST_F(ReaderTest, AReaderWritesNothing) {
    Result<Database> database = Database::open(options_.path, Database::Mode::read_only);
    EXPECT_FALSE(database->execute("DELETE FROM users").has_value());
    EXPECT_FALSE(Reader::open(folder_ + "/none.db").has_value());
}

}  // namespace
}  // namespace portolan::store
