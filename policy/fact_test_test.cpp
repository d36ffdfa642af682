#include "policy/fact_test.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using evidence::Fact;
using profiles::FactTest;

struct Row {
    const char* name;
    FactTest test;
    std::vector<std::uint64_t> numbers;
    const char* seen;  // null: not seen
    TestOutcome expected;
};

TEST(RunTest, EachOperator) {
    const std::vector<Row> rows = {
        {"one of", {.fact = Fact::snmp, .values = {"v3"}}, {}, "v3", TestOutcome::passes},
        {"one of, other", {.fact = Fact::snmp, .values = {"v3"}}, {}, "v2c", TestOutcome::fails},
        {"not seen", {.fact = Fact::snmp, .values = {"v3"}}, {}, nullptr, TestOutcome::not_seen},
        {"none of",
         {.fact = Fact::snmp, .op = FactTest::Op::none_of, .values = {"v1", "v2c"}},
         {},
         "v2c",
         TestOutcome::fails},
        {"glob",
         {.fact = Fact::http, .values = {"GET /din.aspx?s=*"}},
         {},
         "GET /din.aspx?s=4",
         TestOutcome::passes},
        {"an offer among several",
         {.fact = Fact::alpn, .values = {"h2"}},
         {},
         "http/1.1,h2",
         TestOutcome::passes},
        {"no such offer", {.fact = Fact::alpn, .values = {"h2"}}, {}, "http/1.1", TestOutcome::fails},
        {"some TLS", {.fact = Fact::tls, .op = FactTest::Op::any}, {}, "1.0", TestOutcome::passes},
        {"clear text", {.fact = Fact::tls, .op = FactTest::Op::any}, {}, "none", TestOutcome::fails},
        {"at least",
         {.fact = Fact::tls, .op = FactTest::Op::least, .values = {"1.2"}},
         {},
         "1.2",
         TestOutcome::passes},
        {"below",
         {.fact = Fact::tls, .op = FactTest::Op::least, .values = {"1.2"}},
         {},
         "1.1",
         TestOutcome::fails},
        {"clear text is below",
         {.fact = Fact::tls, .op = FactTest::Op::least, .values = {"1.2"}},
         {},
         "no",
         TestOutcome::fails},
        {"version unseen",
         {.fact = Fact::tls, .op = FactTest::Op::least, .values = {"1.2"}},
         {},
         "yes",
         TestOutcome::passes},
        {"rate at the limit",
         {.fact = Fact::rate, .op = FactTest::Op::above},
         {50},
         "50/s",
         TestOutcome::fails},
        {"rate above", {.fact = Fact::rate, .op = FactTest::Op::above}, {50}, "51/s", TestOutcome::passes},
        {"threshold reached",
         {.fact = Fact::failures, .op = FactTest::Op::reached},
         {5, 600},
         "5 in 600 s",
         TestOutcome::passes},
        {"one fewer",
         {.fact = Fact::failures, .op = FactTest::Op::reached},
         {5, 600},
         "4 in 600 s",
         TestOutcome::fails},
        {"in a longer time",
         {.fact = Fact::failures, .op = FactTest::Op::reached},
         {5, 600},
         "5 in 601 s",
         TestOutcome::fails},
        {"nonsense",
         {.fact = Fact::failures, .op = FactTest::Op::reached},
         {5, 600},
         "many",
         TestOutcome::fails},
    };
    for (const Row& row : rows) {
        BoundTest test;
        test.source = &row.test;
        test.values = row.test.values;
        test.numbers = row.numbers;
        evidence::Facts facts;
        if (row.seen != nullptr) facts.set(row.test.fact, row.seen);
        EXPECT_EQ(run_test(test, {}, facts), row.expected) << row.name;
    }
}

TEST(RunTest, UnsetParameterIsNoTest) {
    const FactTest source{.fact = Fact::mac, .parameters = {"allowed_macs"}};
    BoundTest test;
    test.source = &source;
    test.unset = true;
    evidence::Facts facts;
    facts.set(Fact::mac, "02:00:00:00:00:01");
    EXPECT_EQ(run_test(test, {}, facts), TestOutcome::not_set);
}

}  // namespace
}  // namespace portolan::policy
