#include "profiles/profile_loader.hpp"

#include "profiles/profile_notices.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

constexpr std::string_view kHead =
    "schema: portolan-profile/1\n"
    "id: demo\n"
    "prefix: DEMO\n"
    "title: Demo\n"
    "version: \"1.0.0\"\n"
    "document: {file: d.txt, title: D, language: en, sha256: "
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
    "roles:\n"
    "  agent: {binds: assets}\n"
    "  printer: {binds: assets, within: ranges}\n"
    "  cloud: {binds: internet}\n"
    "options:\n"
    "  web: {values: [\"off\", \"on\"], default: \"off\"}\n"
    "parameters:\n"
    "  ranges: {type: prefix-list, default: unset, stops_without: printing}\n"
    "requirements:\n";

constexpr std::string_view kGood =
    "  - {id: DEMO-001, kind: flow, level: required, lines: \"3\", quote: q, from: agent, to: printer, "
    "protocol: tcp, ports: [443, 8000-8010]}\n";

Result<Profile> profile_with(std::string_view requirements) {
    return parse_profile(std::string(kHead) + std::string(requirements), "demo.yaml");
}

TEST(ProfileLoader, ReadsWhatIsWritten) {
    const Result<Profile> profile = profile_with(
        "  - {id: DEMO-001, kind: endpoint, level: conditional, lines: \"3,5\", quote: \"a: \\\"b\\\"\", "
        "when: {web: \"on\", ranges: set}, from: agent, to: cloud,\n"
        "     protocol: [tcp, udp], ports: [443], names: [{exact: A.Example.}, {subtree: b.example}], "
        "addresses: [192.0.2.0/24], reply: none,\n"
        "     scope: [{via: grid-link, seen: must}], facts: [{tls: {min: \"1.2\"}, point: cut}, {sni: "
        "names}]}\n"
        "  - {id: DEMO-002, kind: control, level: required, lines: \"4\", quote: q, effect: restrict, "
        "applies_to: [DEMO-001], facts: [{tls: any}]}\n");
    ASSERT_TRUE(profile) << profile.error().text();
    const Requirement& first = *profile->requirement("DEMO-001");
    EXPECT_EQ(first.level, Level::conditional);
    EXPECT_EQ(first.quote, "a: \"b\"");
    EXPECT_FALSE(first.reply_expected);
    const Match& body = first.bodies.front();
    EXPECT_EQ(body.when, (std::vector<Clause>{{"web", {"on"}}, {"ranges", {}}}));
    EXPECT_EQ(body.names.front().text(), "a.example");
    EXPECT_EQ(body.facts.front().op, FactTest::Op::least);
    EXPECT_EQ(body.facts.front().point, Point::cut);
    EXPECT_EQ(body.facts.back().op, FactTest::Op::names);
    EXPECT_TRUE(body.scope.front().must_be_seen);
    EXPECT_EQ(profile->requirement("DEMO-002")->effect, Effect::restrict);
}

TEST(ProfileLoader, BodiesInheritAndReplace) {
    const Result<Profile> profile = profile_with(
        "  - {id: DEMO-001, kind: flow, level: required, lines: \"3\", quote: q, when: {web: \"on\"}, from: "
        "agent, to: printer, protocol: tcp, ports: [80],\n"
        "     bodies: [{ports: [81]}, {when: {ranges: set}, effect: prohibit}]}\n");
    ASSERT_TRUE(profile) << profile.error().text();
    const std::vector<Match>& bodies = profile->requirements.front().bodies;
    ASSERT_EQ(bodies.size(), 2U);
    EXPECT_EQ(std::get<PortRange>(bodies[0].ports.front()).first, 81);
    EXPECT_EQ(bodies[0].when.size(), 1U);
    EXPECT_EQ(bodies[1].when.size(), 2U);
    EXPECT_EQ(bodies[1].effect, Effect::prohibit);
}

struct BadProfile {
    const char* name;
    std::string requirements;
    const char* where;
    const char* message;
};

std::string requirement(const std::string& rest) {
    return "  - {id: DEMO-001, kind: flow, level: required, lines: \"3\", quote: q, " + rest + "}\n";
}

TEST(ProfileLoader, RefusesWithPlaceAndRemedy) {
    const std::vector<BadProfile> cases = {
        {"unknown key", requirement("form: agent, to: printer, protocol: tcp, ports: [1]"), "demo.yaml:16:71",
         "unknown key 'form'"},
        {"duplicate id", std::string(kGood) + std::string(kGood), "demo.yaml:17:5", "stands twice"},
        {"foreign prefix",
         "  - {id: DCA4-001, kind: flow, level: required, lines: \"3\", quote: q, from: agent, to: printer, "
         "protocol: tcp, ports: [1]}\n",
         "demo.yaml:16:10", "does not start with 'DEMO-'"},
        {"unknown role", requirement("from: agnet, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:77", "no role 'agnet'"},
        {"unknown option",
         requirement("when: {wbe: \"on\"}, from: agent, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:78", "no option 'wbe'"},
        {"unknown option value",
         requirement("when: {web: maybe}, from: agent, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:83", "has no value 'maybe'"},
        {"bare on", requirement("when: {web: on}, from: agent, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:83", "bare on"},
        {"unknown parameter",
         requirement("from: agent, to: printer, within: rangs, protocol: tcp, ports: [1]"),
         "demo.yaml:16:105", "no parameter 'rangs'"},
        {"port zero", requirement("from: agent, to: printer, protocol: tcp, ports: [0]"),
         "demo.yaml:16:", "'0' is not a port"},
        {"port too large", requirement("from: agent, to: printer, protocol: tcp, ports: [65536]"),
         "demo.yaml:16:", "is not a port"},
        {"octal port", requirement("from: agent, to: printer, protocol: tcp, ports: [010]"),
         "demo.yaml:16:", "octal"},
        {"no port", requirement("from: agent, to: printer, protocol: tcp"), "demo.yaml:16:5",
         "names no port"},
        {"no protocol", requirement("from: agent, to: printer, ports: [1]"), "demo.yaml:16:5",
         "names no protocol"},
        {"unknown protocol", requirement("from: agent, to: printer, protocol: sctp, ports: [1]"),
         "demo.yaml:16:", "'sctp' is no protocol"},
        {"bad name",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{exact: \"https://x\"}]"),
         "demo.yaml:16:", "not a host name"},
        {"wildcard in an exact name",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{exact: \"*.x.example\"}]"),
         "demo.yaml:16:", "not a host name"},
        {"too broad wildcard",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{subtree: com}]"),
         "demo.yaml:16:", "too broad"},
        {"bad address",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], addresses: [10.0.0.1/8]"),
         "demo.yaml:16:", "host bits"},
        {"host bits are mended",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], addresses: [192.0.2.1, 10.0.0.1/8]"),
         "demo.yaml:16:145", "host bits"},
        {"octal octets",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], addresses: [209.85.128.000]"),
         "demo.yaml:16:", "octets with leading zeros"},
        {"wildcard over strangers",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{subtree: "
                     "azurewebsites.net}]"),
         "demo.yaml:16:", "'azurewebsites.net' is a public suffix"},
        {"wildcard over customers",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{label: "
                     "Azure-Devices.NET.}]"),
         "demo.yaml:16:", "a name to each of its customers"},
        {"reason of one host",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{exact: a.example, reason: "
                     "r}]"),
         "demo.yaml:16:", "only a wildcard has a reason"},
        {"empty reason",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{subtree: co.uk, reason: "
                     "\"\"}]"),
         "demo.yaml:16:", "an empty reason"},
        {"two names",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{exact: a.example, label: "
                     "b.example}]"),
         "demo.yaml:16:", "one name an entry"},
        {"unknown fact",
         requirement("from: agent, to: cloud, protocol: tcp, ports: [1], facts: [{color: red}]"),
         "demo.yaml:16:", "'color' is no fact"},
        {"unknown level",
         "  - {id: DEMO-001, kind: flow, level: must, lines: \"3\", quote: q, from: agent, to: printer, "
         "protocol: tcp, ports: [1]}\n",
         "demo.yaml:16:39", "'must' is no level"},
        {"missing quote", "  - {id: DEMO-001, kind: flow, level: required, lines: \"3\"}\n", "demo.yaml:16:5",
         "'quote' is missing"},
        {"effect on a flow",
         requirement("effect: prohibit, from: agent, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:", "only a control"},
        {"control without effect",
         "  - {id: DEMO-001, kind: control, level: required, lines: \"3\", quote: q}\n", "demo.yaml:16:5",
         "needs an effect"},
        {"restricts nothing",
         "  - {id: DEMO-001, kind: control, level: required, lines: \"3\", quote: q, effect: restrict}\n",
         "demo.yaml:16:5", "restricts nothing"},
        {"restates nobody", requirement("applies_to: [DEMO-009]"), "demo.yaml:16:84",
         "no requirement 'DEMO-009'"},
        {"empty bodies", requirement("from: agent, to: printer, protocol: tcp, ports: [1], bodies: []"),
         "demo.yaml:16:", "no body"},
        {"reply word", requirement("reply: maybe, from: agent, to: printer, protocol: tcp, ports: [1]"),
         "demo.yaml:16:", "no kind of reply"},
    };
    for (const BadProfile& bad : cases) {
        const Result<Profile> profile = profile_with(bad.requirements);
        ASSERT_FALSE(profile) << bad.name;
        EXPECT_TRUE(profile.error().where.starts_with(bad.where))
            << bad.name << ": " << profile.error().text();
        EXPECT_NE(profile.error().message.find(bad.message), std::string::npos)
            << bad.name << ": " << profile.error().text();
        EXPECT_FALSE(profile.error().remedy.empty()) << bad.name;
    }
}

TEST(ProfileLoader, WildcardsOverStrangersAreNoticed) {
    const Result<Profile> profile = profile_with(
        requirement("from: agent, to: cloud, protocol: tcp, ports: [1], names: [{subtree: azure-devices.net, "
                    "reason: line 37 documents it}, {subtree: b.example}]"));
    ASSERT_TRUE(profile) << profile.error().text();
    EXPECT_EQ(profile_notices(*profile),
              (std::vector<std::string>{"demo.yaml:16:5: **.azure-devices.net matches names of strangers: "
                                        "'azure-devices.net' gives a name "
                                        "to each of its customers; the reason stands beside the name"}));
}

TEST(ProfileLoader, RefusesBadHeads) {
    const auto swapped = [](std::string_view from, std::string_view to) {
        std::string text = std::string(kHead) + std::string(kGood);
        const std::size_t at = text.find(from);
        return parse_profile(text.replace(at, from.size(), to), "demo.yaml");
    };
    EXPECT_FALSE(swapped("portolan-profile/1", "portolan-profile/9"));
    EXPECT_FALSE(swapped("0123456789abcdef0", "0123456789ABCDEF0"));
    EXPECT_FALSE(swapped("default: \"off\"", "default: maybe"));
    EXPECT_FALSE(swapped("default: unset", "default: 10"));
    EXPECT_FALSE(swapped("type: prefix-list", "type: prefixes"));
    EXPECT_FALSE(swapped("within: ranges", "within: elsewhere"));
    EXPECT_FALSE(swapped("binds: internet", "binds: cloud"));
    EXPECT_FALSE(swapped("binds: internet", "binds: internet, governed: true"));
    EXPECT_FALSE(swapped("agent: {binds: assets}", "agent: {binds: assets, is_a: [agent]}"));
    EXPECT_FALSE(swapped("agent: {binds: assets}", "agent: {binds: range}"));
    EXPECT_TRUE(swapped("title: Demo", "title: Other"));
}

TEST(ProfileLoader, ParameterCitesTheLineThatLeavesItOpen) {
    const auto with = [](std::string_view citation) {
        std::string text = std::string(kHead) + std::string(kGood);
        const std::string_view end = "stops_without: printing";
        return parse_profile(text.insert(text.find(end) + end.size(), citation), "demo.yaml");
    };
    const Result<Profile> cited = with(", lines: \"63,131\", quote: \"ramais, troncos\"");
    ASSERT_TRUE(cited) << cited.error().text();
    EXPECT_EQ(cited->parameter("ranges")->lines, "63,131");
    EXPECT_EQ(cited->parameter("ranges")->quote, "ramais, troncos");
    EXPECT_EQ(with("")->parameter("ranges")->quote, "");
    for (const std::string_view half : {", lines: \"63\"", ", quote: q"}) {
        const Result<Profile> refused = with(half);
        ASSERT_FALSE(refused) << half;
        EXPECT_EQ(refused.error().where, "demo.yaml:14:11");
        EXPECT_NE(refused.error().message.find("stand together"), std::string::npos);
        EXPECT_FALSE(refused.error().remedy.empty());
    }
}

TEST(ProfileLoader, RolesAreClosedUnderIsA) {
    std::string text = std::string(kHead) + std::string(kGood);
    const std::string_view line = "  cloud: {binds: internet}\n";
    text.insert(text.find(line),
                "  label-printer: {binds: assets, is_a: [printer]}\n  zebra: {binds: assets, is_a: "
                "[label-printer]}\n");
    const Result<Profile> profile = parse_profile(text, "demo.yaml");
    ASSERT_TRUE(profile) << profile.error().text();
    EXPECT_EQ(profile->role("zebra")->is_a, (std::vector<std::string>{"label-printer", "printer"}));
}

}  // namespace
}  // namespace portolan::profiles
