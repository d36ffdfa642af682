#include "appliance/syslog/event_kind.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

// Ids, names and severities that detections rest on. A change here is a change of the contract.
TEST(EventKind, TheContractStands) {
    struct Row {
        EventCode code;
        std::string_view id;
        std::string_view name;
        evidence::Severity severity;
    };
    using evidence::Severity;
    const Row rows[] = {
        {EventCode::requirement_violated, "PT1001", "requirement-violated", Severity::error},
        {EventCode::requirement_failing, "PT1002", "requirement-failing", Severity::warning},
        {EventCode::requirement_unknown, "PT1003", "requirement-unknown", Severity::notice},
        {EventCode::requirement_unseen, "PT1004", "requirement-unseen", Severity::info},
        {EventCode::requirement_attested, "PT1005", "requirement-attested", Severity::notice},
        {EventCode::requirement_verified, "PT1006", "requirement-verified", Severity::notice},
        {EventCode::requirement_not_applicable, "PT1007", "requirement-not-applicable", Severity::info},
        {EventCode::policy_applied, "PT3001", "policy-applied", Severity::notice},
        {EventCode::policy_apply_failed, "PT3003", "policy-apply-failed", Severity::error},
        {EventCode::policy_disarmed, "PT3004", "policy-disarmed", Severity::error},
        {EventCode::enforcer_refused, "PT3005", "enforcer-refused", Severity::error},
        {EventCode::undocumented_allowed, "PT4001", "undocumented-allowed", Severity::warning},
        {EventCode::undocumented_blocked, "PT4002", "undocumented-blocked", Severity::notice},
        {EventCode::deviating_allowed, "PT4003", "deviating-allowed", Severity::warning},
        {EventCode::deviating_cut, "PT4004", "deviating-cut", Severity::notice},
        {EventCode::silent, "PT4005", "silent", Severity::warning},
        {EventCode::prohibited_allowed, "PT4006", "prohibited-allowed", Severity::error},
        {EventCode::prohibited_blocked, "PT4007", "prohibited-blocked", Severity::warning},
        {EventCode::login_succeeded, "PT8001", "login-succeeded", Severity::notice},
        {EventCode::login_failed, "PT8002", "login-failed", Severity::warning},
        {EventCode::login_locked, "PT8003", "login-locked", Severity::error},
        {EventCode::user_changed, "PT8004", "user-changed", Severity::notice},
        {EventCode::policy_requested, "PT8005", "policy-requested", Severity::notice},
        {EventCode::attestation_changed, "PT8010", "attestation-changed", Severity::notice},
        {EventCode::attestation_ends_soon, "PT8011", "attestation-ends-soon", Severity::warning},
        {EventCode::started, "PT9001", "started", Severity::notice},
        {EventCode::stopped, "PT9002", "stopped", Severity::notice},
        {EventCode::role_down, "PT9003", "role-down", Severity::error},
        {EventCode::role_restarted, "PT9004", "role-restarted", Severity::warning},
        {EventCode::capture_loss, "PT9005", "capture-loss", Severity::warning},
        {EventCode::coverage_gap, "PT9006", "coverage-gap", Severity::warning},
        {EventCode::spool_nearly_full, "PT9010", "spool-nearly-full", Severity::warning},
        {EventCode::spool_full, "PT9011", "spool-full", Severity::critical},
        {EventCode::collector_down, "PT9012", "collector-down", Severity::warning},
        {EventCode::collector_up, "PT9013", "collector-up", Severity::notice},
        {EventCode::heartbeat, "PT9090", "heartbeat", Severity::info},
    };
    EXPECT_EQ(event_kinds().size(), std::size(rows));
    for (const Row& row : rows) {
        const EventKind& kind = event_kind(row.code);
        EXPECT_EQ(kind.id, row.id);
        EXPECT_EQ(kind.name, row.name);
        EXPECT_EQ(kind.severity, row.severity) << row.id;
        EXPECT_EQ(find_event_kind(row.id), &kind);
        EXPECT_EQ(find_event_kind_named(row.name), &kind);
    }
}

TEST(EventKind, OthersAreNone) {
    EXPECT_EQ(find_event_kind("PT0000"), nullptr);
    EXPECT_EQ(find_event_kind(""), nullptr);
    EXPECT_EQ(find_event_kind_named("PT4001"), nullptr);
}

TEST(EventKind, PassedIsWorseThanBlocked) {
    const auto severity = [](EventCode code) { return event_kind(code).severity; };
    EXPECT_LT(severity(EventCode::undocumented_allowed), severity(EventCode::undocumented_blocked));
    EXPECT_LT(severity(EventCode::deviating_allowed), severity(EventCode::deviating_cut));
    EXPECT_LT(severity(EventCode::prohibited_allowed), severity(EventCode::prohibited_blocked));
}

// Who did something goes where the customer keeps sign-ins, the rest to local0.
TEST(EventKind, Facilities) {
    for (const EventKind& kind : event_kinds()) {
        const bool audit = kind.id.starts_with("PT8");
        EXPECT_EQ(kind.facility, audit ? Facility::authpriv : Facility::local0) << kind.id;
    }
}

}  // namespace
}  // namespace portolan::syslog
