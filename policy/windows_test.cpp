// Requirements with hours: in force inside of them, and outside as if nobody had written them.
#include "policy/admit.hpp"
#include "policy/assess.hpp"
#include "policy/exceptions.hpp"
#include "policy/kernel_part.hpp"
#include "policy/nearest.hpp"
#include "policy/ruleset/boxes.hpp"
#include "policy/ruleset/decide.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

constexpr const char* kHours = "Mon-Fri 08:00-18:00 Europe/Madrid";
constexpr const char* kOpen = "2026-11-23T12:00:00Z";    // a Monday
constexpr const char* kClosed = "2026-11-28T12:00:00Z";  // the Saturday after it

Policy world(const std::string& parameters, const std::string& more = "") {
    return test_policy(site_with_parameters(parameters) + more, windowed_profile());
}

Attempt attempt(const char* to, std::uint16_t port, const char* at) {
    Attempt out;
    out.from = *Address::parse("10.1.0.10");
    out.to = *Address::parse(to);
    out.port = port;
    if (at != nullptr) out.at = *parse_timestamp(at);
    return out;
}
Attempt support(const char* at) {
    return attempt("203.0.113.22", 22, at);
}

std::string minute(const std::optional<Timestamp>& time) {
    return time ? time->text().substr(0, 16) : std::string();
}

TEST(Windows, AreInForceInsideTheirHours) {
    const Policy policy = world("support_window: " + std::string(kHours));
    struct Case {
        const char* at;
        const char* id;
        const char* from;
        const char* until;
    };
    for (const Case& each : {
             Case{"2026-11-23T06:59:59.9Z", "default-deny/agent/out", "2026-11-20T17:00", "2026-11-23T07:00"},
             {"2026-11-23T07:00:00Z", "DEMO-012,DEMO-013", "2026-11-23T07:00", "2026-11-23T17:00"},
             {"2026-11-23T16:59:59.9Z", "DEMO-012,DEMO-013", "2026-11-23T07:00", "2026-11-23T17:00"},
             {"2026-11-23T17:00:00Z", "default-deny/agent/out", "2026-11-23T17:00", "2026-11-24T07:00"},
             {kClosed, "default-deny/agent/out", "2026-11-27T17:00", "2026-11-30T07:00"},
         }) {
        const Decision decision = admit(policy, support(each.at));
        EXPECT_EQ(decision.id, each.id) << each.at;
        EXPECT_EQ(minute(decision.valid_from), each.from) << each.at;
        EXPECT_EQ(minute(decision.valid_until), each.until) << each.at;
    }
    const Decision other = admit(policy, attempt("10.1.8.1", 161, kClosed));
    EXPECT_EQ(minute(other.valid_until), "") << "the hours of others end nothing here";
}

TEST(Windows, AreInForceWhereNoTimeIsGiven) {
    const Policy policy = world("support_window: " + std::string(kHours));
    EXPECT_EQ(admit(policy, support(nullptr)).id, "DEMO-012,DEMO-013");
    EXPECT_EQ(ruleset::decide(
                  *kernel_part(policy),
                  {*Address::parse("10.1.0.10"), *Address::parse("203.0.113.22"), Protocol::tcp, 22, {}, {}})
                  .id,
              "DEMO-012,DEMO-013");
}

TEST(Windows, UnsetIsAnyTimeOrNever) {
    const Policy policy = world("");
    for (const char* at : {kOpen, kClosed}) {
        EXPECT_EQ(admit(policy, support(at)).id, "DEMO-012,DEMO-013") << at;
        EXPECT_FALSE(admit(policy, support(at)).valid_until) << at;
        EXPECT_EQ(admit(policy, attempt("10.1.8.1", 9100, at)).id, "default-deny/agent/out") << at;
        EXPECT_EQ(nearest_miss(policy, attempt("10.1.8.1", 9100, at), {}).difference,
                  "parameter night_window is unset");
    }
    for (const char* at : {kOpen, kClosed})
        EXPECT_EQ(admit(world("night_window: always"), attempt("10.1.8.1", 9100, at)).id, "DEMO-014") << at;
}

TEST(Windows, EachBodyAndEachRestatementHasItsOwn) {
    const Policy policy = world("support_window: " + std::string(kHours) +
                                ", night_window: [daily 17:00-23:00 UTC, Mon 12:00-13:00 UTC]");
    struct Case {
        std::uint16_t port;
        const char* to;
        const char* at;
        const char* id;
    };
    const char* kSupport = "203.0.113.22";
    const char* kPrinter = "10.1.8.1";
    for (const Case& each : {Case{22, kSupport, "2026-11-23T11:59:00Z", "DEMO-012,DEMO-013"},
                             {22, kSupport, "2026-11-23T12:00:00Z", "DEMO-012,DEMO-013,DEMO-015"},
                             {22, kSupport, "2026-11-23T17:00:00Z", "default-deny/agent/out"},
                             {9100, kPrinter, "2026-11-23T17:00:00Z", "DEMO-014"},
                             {9100, kPrinter, "2026-11-23T16:59:00Z", "default-deny/agent/out"},
                             // The body's own hours replace the requirement's.
                             {9101, kPrinter, "2026-11-23T16:59:00Z", "DEMO-014"},
                             {9101, kPrinter, "2026-11-23T17:00:00Z", "default-deny/agent/out"}})
        EXPECT_EQ(admit(policy, attempt(each.to, each.port, each.at)).id, each.id)
            << each.port << " " << each.at;
}

TEST(Windows, TheNearestMissSaysTheHours) {
    const Policy policy = world("support_window: [" + std::string(kHours) + ", Sat 08:00-10:00 UTC]");
    EXPECT_EQ(
        nearest_miss(policy, support(kClosed), {}).text,
        "nearest is DEMO-012: documented, but only Mon-Fri 08:00-18:00 Europe/Madrid or Sat 08:00-10:00 UTC");
    evidence::Flow flow = test_flow("10.1.0.10", "203.0.113.22", Protocol::tcp, 22);
    flow.first = *parse_timestamp(kClosed);
    flow.last = *parse_timestamp("2026-11-30T12:00:00Z");
    const FlowAssessment outside = assess_flow(policy, flow);
    EXPECT_EQ(outside.verdict, FlowVerdict::undocumented) << "the first packet counts";
    EXPECT_EQ(outside.reason, nearest_miss(policy, support(kClosed), {}).text);
    flow.first = *parse_timestamp(kOpen);
    const FlowAssessment inside = assess_flow(policy, flow);
    EXPECT_EQ(inside.verdict, FlowVerdict::conforming);
    EXPECT_EQ(inside.requirement->id, "DEMO-012");
}

TEST(Windows, AnExceptionLiftsWhatIsOutsideOfThem) {
    const Policy policy = world("support_window: " + std::string(kHours), R"(exceptions:
  - {id: EX-9, from: agent-1, to: 203.0.113.22, protocol: tcp, ports: [22], reason: outage, owner: it,
     valid_from: 2026-11-28, valid_until: 2026-11-29}
)");
    EXPECT_EQ(admit(policy, support(kClosed)).id, "EX-9");
    EXPECT_EQ(minute(admit(policy, support(kClosed)).valid_until), "2026-11-29T00:00");
    EXPECT_EQ(admit(policy, support("2026-11-29T12:00:00Z")).id, "default-deny/agent/out");
    EXPECT_EQ(admit(policy, support(kOpen)).id, "DEMO-012,DEMO-013");
}

TEST(Windows, TheKernelHoldsWhatIsOpen) {
    const Policy policy =
        world("support_window: " + std::string(kHours) + ", night_window: daily 17:00-23:00 UTC");
    const Address agent = *Address::parse("10.1.0.10");
    const Address host = *Address::parse("203.0.113.200");
    for (const char* at : {"2026-11-23T06:59:59Z", "2026-11-23T07:00:00Z", "2026-11-23T17:00:00Z", kClosed,
                           "2026-11-28T22:59:59Z", "2026-11-28T23:00:00Z"}) {
        const ruleset::Ruleset kernel = *kernel_part(policy, *parse_timestamp(at));
        for (const auto& [to, port] : {std::pair{"203.0.113.22", 22},
                                       {"203.0.113.22", 23},
                                       {"10.1.8.1", 9100},
                                       {"10.1.8.1", 9101},
                                       {"10.1.8.1", 161}}) {
            const Attempt asked = attempt(to, static_cast<std::uint16_t>(port), at);
            EXPECT_EQ(ruleset::decide(kernel, {asked.from, asked.to, asked.protocol, asked.port, {}, {}}).id,
                      admit(policy, asked).id)
                << to << " " << port << " " << at;
        }
        // Names are learned outside of the hours too, and open nothing then.
        EXPECT_TRUE(ruleset::names_anything(kernel, agent, "ssh.demo.test")) << at;
        EXPECT_FALSE(ruleset::names_anything(kernel, *Address::parse("10.1.0.77"), "ssh.demo.test")) << at;
        const bool open = admit(policy, support(at)).allowed;
        EXPECT_EQ(ruleset::learned_rows(kernel, agent, host, {"ssh.demo.test"}).empty(), !open) << at;
    }
}

TEST(Windows, AKernelPartHoldsUntilTheNextOpeningOrClosing) {
    const Policy policy = world("support_window: " + std::string(kHours));
    const auto next = [&](const char* now) { return minute(next_change(policy, *parse_timestamp(now))); };
    EXPECT_EQ(next("2026-11-23T06:59:59Z"), "2026-11-23T07:00");
    EXPECT_EQ(next("2026-11-23T07:00:00Z"), "2026-11-23T17:00");
    EXPECT_EQ(next("2026-11-27T17:00:00Z"), "2026-11-30T07:00");
    EXPECT_EQ(next("2026-03-27T17:00:00Z"), "2026-03-30T06:00") << "the clock is put forward between";
    const auto changes = [&](const char* made, const char* now) {
        return changes_between(policy, *parse_timestamp(made), *parse_timestamp(now));
    };
    EXPECT_FALSE(changes("2026-11-23T07:00:00Z", "2026-11-23T16:59:59Z"));
    EXPECT_TRUE(changes("2026-11-23T07:00:00Z", "2026-11-23T17:00:00Z"));
    EXPECT_TRUE(changes("2026-11-23T17:00:00Z", "2026-11-23T16:59:59Z")) << "clocks also go backwards";
    EXPECT_FALSE(next_change(world(""), *parse_timestamp(kOpen)));
}

TEST(Windows, ArePartOfThePolicy) {
    const std::string none = world("").id();
    const std::string hours = world("support_window: " + std::string(kHours)).id();
    EXPECT_NE(none, hours);
    EXPECT_NE(hours, world("support_window: Mon-Fri 08:00-18:00 UTC").id());
    EXPECT_EQ(hours, world("support_window: [" + std::string(kHours) + "]").id());
    std::string other = windowed_profile();
    other.replace(other.find("default: always"), 15, "default: unset");
    EXPECT_NE(test_policy(site_with_parameters(""), other).id(), none);
    other = windowed_profile();
    const std::string_view during = ", during: support_window";
    other.erase(other.find(during), during.size());
    EXPECT_NE(test_policy(site_with_parameters(""), other).id(), none);
}

std::string site_error(const std::string& parameters) {
    const Result<Site> site = parse_site(site_with_parameters(parameters), "site.yaml",
                                         {*profiles::parse_profile(windowed_profile(), "demo.yaml")});
    return site ? "" : site.error().text();
}

TEST(Windows, ASiteIsRefusedWithPlaceAndRemedy) {
    EXPECT_EQ(site_error("support_window: always"), "");
    EXPECT_EQ(site_error("support_window: [daily 22:00-06:00 UTC, Sat 08:00-12:00 Asia/Tokyo]"), "");
    const std::string day = site_error("support_window: [daily 22:00-06:00 UTC, lunes 08:00-12:00 UTC]");
    EXPECT_NE(day.find("site.yaml:15:"), std::string::npos) << day;
    EXPECT_NE(day.find("'lunes' is no day of the week"), std::string::npos) << day;
    EXPECT_NE(day.find("write Mon, Tue"), std::string::npos) << day;
    const std::string zone = site_error("support_window: daily 22:00-06:00 Europe/Madird");
    EXPECT_NE(zone.find("time zone 'Europe/Madird' is not known here"), std::string::npos) << zone;
    const std::string both = site_error("support_window: [always, daily 22:00-06:00 UTC]");
    EXPECT_NE(both.find("'always' stands beside other hours"), std::string::npos) << both;
}

TEST(Windows, AProfileIsRefusedWithPlaceAndRemedy) {
    struct Refusal {
        const char* from;
        const char* to;
        const char* message;
    };
    for (const Refusal& each :
         {Refusal{"during: support_window}", "during: suport_window}", "no parameter 'suport_window'"},
          {"during: support_window}", "during: extra_ports}", "parameter 'extra_ports' is no window"},
          {"protocol: any, ports: any}", "protocol: any, ports: any, during: night_window}",
           "DEMO-004 allows nothing that could have hours"},
          {"type: port-list, default: unset", "type: port-list, default: always", "default is always unset"},
          {"type: window, default: always", "type: window, default: Mon", "default is always unset"}}) {
        std::string text = windowed_profile();
        const std::size_t at = text.find(each.from);
        ASSERT_NE(at, std::string::npos) << each.from;
        text.replace(at, std::string_view(each.from).size(), each.to);
        const Result<profiles::Profile> refused = profiles::parse_profile(text, "demo.yaml");
        ASSERT_FALSE(refused) << each.to;
        EXPECT_NE(refused.error().message.find(each.message), std::string::npos) << refused.error().text();
        EXPECT_TRUE(refused.error().where.starts_with("demo.yaml:")) << refused.error().text();
        EXPECT_NE(refused.error().remedy, "");
    }
}

}  // namespace
}  // namespace portolan::policy
