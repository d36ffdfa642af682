#include "appliance/syslog/event_making.hpp"

#include "appliance/base/ulid.hpp"

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

constexpr Timestamp kNow{1'700'000'000'123'456'789};

evidence::Finding sample() {
    evidence::Finding out;
    out.fid = "01ARYZ6S410000000000000001";
    out.identity = {"undocumented-allowed", "dca4", "print-pc", "203.0.113.9", "tcp", 8443, "no such port"};
    out.requirement = "DCA4-065";
    out.count = 3;
    out.severity = evidence::Severity::warning;
    out.policy = "0123456789ab";
    return out;
}

TEST(EventMaking, OrderAndSentenceComeFromTheCatalogue) {
    const evidence::Event event =
        make_event(EventCode::collector_down, {{"reason", "refused"}, {"target", "siem-1"}}, kNow);
    EXPECT_EQ(event.code, "PT9012");
    EXPECT_EQ(event.severity, evidence::Severity::warning);
    EXPECT_EQ(event.text, "collector siem-1 is unreachable: refused");
    EXPECT_EQ(event.fields, (Fields{{"target", "siem-1"}, {"reason", "refused"}}));
    EXPECT_TRUE(is_ulid(event.id));
    EXPECT_EQ(event.seq, 0U);
}

TEST(EventMaking, WhatIsLackingIsNotInvented) {
    const evidence::Event event = make_event(EventCode::collector_down, {{"reason", ""}}, kNow);
    EXPECT_EQ(event.text, "collector unknown is unreachable: unknown");
    EXPECT_TRUE(event.fields.empty());
}

TEST(EventMaking, AnUnlistedFieldIsKeptAndNamed) {
    const evidence::Event event =
        make_event(EventCode::collector_up, {{"colour", "red"}, {"target", "a"}}, kNow);
    EXPECT_EQ(event.fields, (Fields{{"target", "a"}, {"colour", "red"}}));
    EXPECT_EQ(unlisted_fields(event), std::vector<std::string>{"colour"});
}

TEST(EventMaking, AFindingsEventIsThatOfItsKind) {
    const auto event = make_finding_event(sample(), FindingStep::open, {{"src", "10.20.0.5"}}, kNow);
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->code, "PT4001");
    EXPECT_EQ(event->text,
              "undocumented traffic of print-pc to 203.0.113.9 tcp/8443 passed (open): no such port");
    const Fields expected = {{"fid", "01ARYZ6S410000000000000001"},
                             {"state", "open"},
                             {"pol", "0123456789ab"},
                             {"prod", "dca4"},
                             {"req", "DCA4-065"},
                             {"subj", "print-pc"},
                             {"src", "10.20.0.5"},
                             {"dst", "203.0.113.9"},
                             {"dpt", "8443"},
                             {"proto", "tcp"},
                             {"reason", "no such port"},
                             {"count", "3"}};
    EXPECT_EQ(event->fields, expected);
    EXPECT_TRUE(unlisted_fields(*event).empty());
}

TEST(EventMaking, TheCallersFieldBeatsTheFindings) {
    const auto event = make_finding_event(sample(), FindingStep::update, {{"dst", "203.0.113.10"}}, kNow);
    ASSERT_TRUE(event.has_value());
    EXPECT_NE(event->text.find("to 203.0.113.10 tcp"), std::string::npos) << event->text;
    EXPECT_EQ(std::ranges::count(event->fields, "dst", &Fields::value_type::first), 1);
}

TEST(EventMaking, AClosingIsANoticeAtMost) {
    evidence::Finding finding = sample();
    finding.severity = evidence::Severity::error;
    EXPECT_EQ(make_finding_event(finding, FindingStep::update, {}, kNow)->severity,
              evidence::Severity::error);
    EXPECT_EQ(make_finding_event(finding, FindingStep::close, {}, kNow)->severity,
              evidence::Severity::notice);
    finding.severity = evidence::Severity::info;
    EXPECT_EQ(make_finding_event(finding, FindingStep::close, {}, kNow)->severity, evidence::Severity::info);
}

TEST(EventMaking, AGovernedSourceIsWorse) {
    EXPECT_EQ(finding_severity("undocumented-allowed", true), evidence::Severity::warning);
    EXPECT_EQ(finding_severity("undocumented-allowed", false), evidence::Severity::notice);
    EXPECT_EQ(finding_severity("prohibited-allowed", true), evidence::Severity::error);
}

TEST(EventMaking, AKindWithoutEventHasNone) {
    evidence::Finding finding = sample();
    finding.identity.kind = "of a later version";
    EXPECT_FALSE(make_finding_event(finding, FindingStep::open, {}, kNow).has_value());
}

TEST(EventMaking, EachVerdictHasItsEvent) {
    const std::pair<const char*, const char*> rows[] = {
        {"violated", "PT1001"}, {"failing", "PT1002"},  {"unknown", "PT1003"},       {"unseen", "PT1004"},
        {"attested", "PT1005"}, {"verified", "PT1006"}, {"not-applicable", "PT1007"}};
    for (const auto& [verdict, code] : rows) {
        const evidence::VerdictInterval interval = {"DCA4-065", "dca4", "print-pc", verdict, "why",
                                                    kNow,       {},     "0123",     {}};
        const auto event = make_verdict_event(interval, "unseen", kNow);
        ASSERT_TRUE(event.has_value()) << verdict;
        EXPECT_EQ(event->code, code);
        EXPECT_TRUE(unlisted_fields(*event).empty()) << verdict;
    }
    EXPECT_FALSE(make_verdict_event({}, "", kNow).has_value());
}

TEST(EventMaking, SpoolEvents) {
    const evidence::Event dropped = make_spool_dropped_event(12, 40, 1000, kNow);
    EXPECT_EQ(dropped.text, "29 events were dropped before a collector took them: seq 12 to 40");
    EXPECT_TRUE(unlisted_fields(dropped).empty());
    EXPECT_TRUE(unlisted_fields(make_spool_filling_event(800, 1000, kNow)).empty());
}

}  // namespace
}  // namespace portolan::syslog
