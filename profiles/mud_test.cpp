#include "profiles/draft_text.hpp"
#include "profiles/library.hpp"
#include "profiles/mud_export.hpp"
#include "profiles/mud_import.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

// The shape of RFC 8520 section 9, shortened.
std::string mud_file(const std::string& from, const std::string& to = "", const std::string& more = "") {
    return R"({"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://bulb.example/1.json",
 "last-update": "2026-01-28T11:20:51+01:00", "is-supported": true, "systeminfo": "Bulb \"B\"", "model-name": "Bulb 2000")" +
           more + R"(,
 "from-device-policy": {"access-lists": {"access-list": [{"name": "fr"}]}},
 "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}}},
"ietf-access-control-list:acls": {"acl": [
 {"name": "fr", "type": "ipv4-acl-type", "aces": {"ace": [)" +
           from + R"(]}},
 {"name": "to", "type": "ipv4-acl-type", "aces": {"ace": [)" +
           to + "]}}]}}";
}

std::string ace(const std::string& name, const std::string& matches, const std::string& action = "accept") {
    return fmt::format(R"({{"name": "{}", "matches": {{{}}}, "actions": {{"forwarding": "{}"}}}})", name,
                       matches, action);
}

const std::string kCloud443 =
    R"("ipv4": {"ietf-acldns:dst-dnsname": "cloud.bulb.example", "protocol": 6},
       "tcp": {"ietf-mud:direction-initiated": "from-device", "destination-port": {"operator": "eq", "port": 443}})";

std::string flow_text(const Match& body) {
    std::string out;
    for (const std::string& role : body.from)
        out += role + " ";
    out += "->";
    for (const std::string& role : body.to)
        out += " " + role;
    for (const NamePattern& name : body.names)
        out += " " + name.text();
    for (const AddressRange& range : body.addresses)
        out += " " + range.text();
    for (const Protocol protocol : body.protocols)
        out += fmt::format(" {}", protocol_name(protocol));
    for (const PortSpec& port : body.ports)
        out += " " + std::get<PortRange>(port).text();
    return out + (body.any_protocol ? " any" : "") + (body.any_port ? " any port" : "");
}

std::multiset<std::string> flows_of(const Profile& profile) {
    std::multiset<std::string> out;
    for (const Requirement& requirement : profile.requirements)
        for (const Match& body : requirement.bodies)
            out.insert(flow_text(body));
    return out;
}

MudImport imported(const std::string& text) {
    Result<MudImport> out = import_mud(text, "bulb.json", "", "");
    if (!out) panic(out.error().text());
    const Result<Profile> read = parse_profile(draft_yaml(out->profile, out->unsaid), "bulb.yaml");
    EXPECT_TRUE(read) << read.error().text();
    return std::move(*out);
}

TEST(ImportMud, AnEntryBecomesARequirementWithItsCitation) {
    const MudImport got = imported(mud_file(ace("cl0-frdev", kCloud443)));
    EXPECT_EQ(got.profile.id, "bulb-2000");
    EXPECT_EQ(got.profile.prefix, "BULB2000");
    EXPECT_EQ(got.profile.title, "Bulb \"B\"");
    ASSERT_EQ(got.profile.requirements.size(), 1U);
    const Requirement& only = got.profile.requirements[0];
    EXPECT_EQ(only.kind, Kind::endpoint);
    EXPECT_EQ(only.level, Level::required);
    EXPECT_EQ(only.lines, "fr, cl0-frdev");
    EXPECT_NE(only.quote.find("cloud.bulb.example"), std::string::npos);
    EXPECT_EQ(flow_text(only.bodies[0]), "device -> named-hosts cloud.bulb.example tcp 443");
}

TEST(ImportMud, WhoOpensTheConnection) {
    struct Row {
        const char* name;
        std::string from, to;
        std::multiset<std::string> flows;
    };
    const std::string local = R"("ietf-mud:mud": {"local-networks": [null]})";
    const std::vector<Row> rows = {
        {"the device, UDP",
         ace("a", local + R"(,"udp": {"destination-port": {"operator": "eq", "port": 53}})"),
         "",
         {"device -> local-networks udp 53"}},
        {"answers only",
         "",
         ace("a", local + R"(,"udp": {"source-port": {"operator": "eq", "port": 53}})"),
         {}},
        {"answers by direction",
         "",
         ace("a",
             local +
                 R"(,"tcp": {"ietf-mud:direction-initiated": "from-device", "source-port": {"operator": "eq", "port": 80}})"),
         {}},
        {"the others",
         "",
         ace("a",
             local +
                 R"(,"tcp": {"ietf-mud:direction-initiated": "to-device", "destination-port": {"lower-port": 8000, "upper-port": 8010}})"),
         {"local-networks -> device tcp 8000-8010"}},
        {"a controller",
         ace("a",
             R"("ietf-mud:mud": {"controller": "urn:x:hub"},"tcp": {"destination-port": {"operator": "gte", "port": 60000}})"),
         "",
         {"device -> hub tcp 60000-65535"}},
        {"an address",
         ace("a",
             R"("ipv6": {"destination-ipv6-network": "2001:db8::/32", "protocol": 17},"udp": {"destination-port": {"operator": "neq", "port": 5}})"),
         "",
         {"device -> named-hosts 2001:db8::/32 udp 1-4 6-65535"}},
        {"a host calls in",
         "",
         ace("a",
             R"("ipv4": {"ietf-acldns:src-dnsname": "cloud.example"},"tcp": {"destination-port": {"operator": "eq", "port": 22}})"),
         {"host-cloud-example -> device tcp 22"}},
    };
    for (const Row& row : rows)
        EXPECT_EQ(flows_of(imported(mud_file(row.from, row.to)).profile), row.flows) << row.name;
}

// Leaving out is safe, widening is not: what can't be said is no flow, and is listed.
TEST(ImportMud, WhatCannotBeSaidIsLeftOutAndListed) {
    for (
        const auto& [matches, word] : std::vector<std::pair<std::string, std::string>>{
            {R"("ipv4": {"dscp": 5, "ietf-acldns:dst-dnsname": "a.example"})", "dscp"},
            {R"("tcp": {"flags": "syn"})", "flags"},
            {R"("eth": {"destination-mac-address": "02:00:00:00:00:01"})", "eth"},
            {R"("ipv4": {"protocol": 1}, "icmp": {"type": 8})", "IP protocol 1"},
            {R"("ipv4": {"ietf-acldns:src-dnsname": "a.example"})", "src-dnsname"},
            {R"("tcp": {"ietf-mud:direction-initiated": "from-device", "source-port": {"operator": "eq", "port": 7}})",
             "opens"}}) {
        const MudImport got = imported(mud_file(ace("odd", matches)));
        EXPECT_TRUE(got.profile.requirements.empty()) << matches;
        EXPECT_TRUE(std::any_of(got.unsaid.begin(), got.unsaid.end(), [&](const std::string& line) {
            return line.starts_with("fr, odd: left out") && line.find(word) != std::string::npos;
        })) << matches;
    }
    EXPECT_TRUE(imported(mud_file(ace("no", kCloud443, "drop"))).profile.requirements.empty());
    const MudImport more =
        imported(mud_file(ace("a", kCloud443), "", R"(, "cache-validity": 48, "extensions": ["ol"])"));
    EXPECT_NE(std::find(more.unsaid.begin(), more.unsaid.end(), "extensions: not kept"), more.unsaid.end());
}

TEST(ImportMud, MalformedFilesAreRefusedWithTheirPlace) {
    const std::string good = mud_file(ace("a", kCloud443));
    const auto with = [&](const std::string& was, const std::string& now) {
        std::string out = good;
        out.replace(out.find(was), was.size(), now);
        return out;
    };
    struct Row {
        std::string text, where, message;
    };
    const std::vector<Row> rows = {
        {"", "bulb.json:1:1", "no JSON"},
        {"{\n  \"a\": }", "bulb.json:2:8", "no JSON"},
        {good.substr(0, good.size() / 2), "bulb.json:", "no JSON"},
        {good + "x", "bulb.json:", "goes on after its end"},
        {std::string(100, '['), "bulb.json:1:", "no JSON"},
        {"[]", "bulb.json", "is no object"},
        {"{}", "bulb.json", "'ietf-mud:mud' is missing"},
        {with("\"mud-version\": 1", "\"mud-version\": 2"), "bulb.json:/ietf-mud:mud/mud-version",
         "no version"},
        {with("https://bulb", "http://bulb"), "bulb.json:/ietf-mud:mud/mud-url", "https"},
        {with("[{\"name\": \"fr\"}]", "[{\"name\": \"zz\"}]"),
         "/from-device-policy/access-lists/access-list/0/name", "names no access list"},
        {with("cloud.bulb.example", "cloud..bulb"), "/acl/0/aces/ace/0/matches/ipv4/ietf-acldns:dst-dnsname",
         "no host name"},
        {with("\"port\": 443", "\"port\": 70000"), "/matches/tcp/destination-port/port", "0 to 65535"},
        {with("\"port\": 443", "\"port\": \"443\""), "/matches/tcp/destination-port/port", "no number"},
        {with("\"eq\"", "\"like\""), "/matches/tcp/destination-port/operator", "no such operator"},
        {with("\"protocol\": 6", "\"protocol\": 17"), "/matches/tcp", "second protocol"},
        {with("\"protocol\": 6", "\"destination-ipv4-network\": \"10.0.0.1/8\""), "destination-ipv4-network",
         "no address"},
        {with("\"protocol\": 6", "\"destination-ipv4-network\": \"10.0.0.0/8\""), "destination-ipv4-network",
         "second time"},
        {with("\"accept\"", "\"maybe\""), "/actions/forwarding", "no such action"},
        {with("\"from-device\",", "\"sideways\","), "direction-initiated", "no such direction"},
        {with("\"name\": \"to\", \"type\"", "\"name\": \"fr\", \"type\""), "/acl/1/name", "stands twice"},
    };
    for (const Row& row : rows) {
        const Result<MudImport> got = import_mud(row.text, "bulb.json", "", "");
        ASSERT_FALSE(got) << row.message;
        EXPECT_NE(got.error().where.find(row.where), std::string::npos) << got.error().text();
        EXPECT_NE(got.error().message.find(row.message), std::string::npos) << got.error().text();
        EXPECT_FALSE(got.error().remedy.empty()) << got.error().text();
    }
}

TEST(ImportMud, IsBounded) {
    std::string many;
    for (int i = 0; i < 2'001; ++i)
        many += (i == 0 ? "" : ",") + ace("a", R"("tcp": {"flags": "s"})");
    const Result<MudImport> got = import_mud(mud_file(many), "bulb.json", "", "");
    ASSERT_FALSE(got);
    EXPECT_NE(got.error().message.find("2000"), std::string::npos);
    EXPECT_FALSE(import_mud(std::string((1U << 20U) + 1, ' '), "bulb.json", "", ""));

    std::string alike;
    for (int i = 0; i < 1'000; ++i)
        alike += (i == 0 ? "" : ",") + ace("the-same-again-" + std::to_string(i), kCloud443);
    const MudImport folded = imported(mud_file(alike));
    ASSERT_EQ(folded.profile.requirements.size(), 1U);
    EXPECT_LT(folded.profile.requirements[0].lines.size(), 1'100U);
}

constexpr std::string_view kExported = R"(schema: portolan-profile/1
id: hub
prefix: HUB
title: Hub
version: "1.0.0"
document: {file: d.txt, title: D, language: en, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
roles:
  hub: {binds: assets}
  lamp: {binds: assets}
  cloud: {binds: internet}
options:
  web: {values: ["off", "on"], default: "off"}
parameters:
  p: {type: port-list, default: unset, stops_without: p}
  always: {type: window, default: always, stops_without: nothing}
  never: {type: window, default: unset, stops_without: w}
requirements:
  - {id: HUB-001, kind: endpoint, level: required, lines: "1", quote: q, from: hub, to: cloud, protocol: tcp, ports: [443],
     names: [{exact: a.hub.example}, {subtree: hub.example}], addresses: [198.51.100.0/24, "2001:db8::1"], facts: [{tls: any, point: report}]}
  - {id: HUB-002, kind: flow, level: required, lines: "2", quote: q, from: hub, to: lamp, protocol: [tcp, udp], ports: [5683, 8000-8010], during: always}
  - {id: HUB-003, kind: flow, level: required, lines: "3", quote: q, from: lamp, to: hub, protocol: udp, ports: [162]}
  - {id: HUB-004, kind: flow, level: required, lines: "4", quote: q, from: any, to: hub, protocol: tcp, ports: any}
  - {id: HUB-005, kind: flow, level: required, lines: "5", quote: q, from: hub, to: lamp, protocol: icmp, icmp: [echo-request]}
  - {id: HUB-006, kind: flow, level: required, lines: "6", quote: q, when: {web: "on"}, from: hub, to: lamp, protocol: tcp, ports: [80]}
  - {id: HUB-007, kind: flow, level: required, lines: "7", quote: q, from: hub, to: lamp, protocol: tcp, ports: [$p]}
  - {id: HUB-008, kind: control, level: required, lines: "8", quote: q, effect: prohibit, from: any, to: lamp, protocol: any, ports: any}
  - {id: HUB-009, kind: flow, level: required, lines: "9", quote: q, from: hub, to: lamp, protocol: tcp, ports: [81], during: never}
)";

TEST(ExportMud, ComesBackAsTheSameFlows) {
    const Profile hub = parse_profile(kExported, "hub.yaml").value();
    const MudExport exported =
        export_mud(hub, {"", "https://hub.example/hub.json", "2026-01-01T00:00:00Z"}).value();
    EXPECT_EQ(exported.role, "hub");
    const std::multiset<std::string> flows = {"device -> named-hosts a.hub.example tcp 443",
                                              "device -> named-hosts 198.51.100.0/24 tcp 443",
                                              "device -> named-hosts 2001:db8::1 tcp 443",
                                              "device -> lamp tcp 5683",
                                              "device -> lamp tcp 8000-8010",
                                              "device -> lamp udp 5683",
                                              "device -> lamp udp 8000-8010",
                                              "lamp -> device udp 162",
                                              "-> device tcp any port"};
    EXPECT_EQ(flows_of(imported(exported.json).profile), flows);
    std::string unsaid;
    for (const std::string& line : exported.unsaid)
        unsaid += line + "\n";
    for (const char* wanted :
         {"names with a wildcard: HUB-001", "without the facts that are checked on top: HUB-001",
          "ICMP: MUD's matches are TCP and UDP ports: HUB-005",
          "waits for an option or a parameter of the site: HUB-006, HUB-009",
          "ports are a parameter of the site: HUB-007", "forbids: MUD only allows: HUB-008"})
        EXPECT_NE(unsaid.find(wanted), std::string::npos) << wanted << " in\n" << unsaid;
    EXPECT_FALSE(export_mud(hub, {"cloud", "", ""}));
    EXPECT_FALSE(export_mud(hub, {"", "http://a.example/", ""}));
}

// For every role of every shipped profile: import(export) is a fixpoint, and each requirement is said or
// listed.
TEST(ExportMud, EveryShippedRoleThereAndBack) {
    const std::vector<Profile> library = load_library(*library_folder()).value();
    std::size_t flows = 0;
    for (const Profile& profile : library) {
        for (const Role& role : profile.roles) {
            if (role.binds == Binds::internet) continue;
            const MudExport once = export_mud(profile, {role.id, "", "2026-01-01T00:00:00Z"}).value();
            const MudImport first = imported(once.json);
            const MudExport again = export_mud(first.profile, {"device", "", "2026-01-01T00:00:00Z"}).value();
            EXPECT_EQ(flows_of(imported(again.json).profile), flows_of(first.profile))
                << profile.id << " " << role.id;
            flows += first.profile.requirements.size();
            std::string all = once.json;
            for (const std::string& line : once.unsaid)
                all += line + "\n";
            for (const Requirement& requirement : profile.requirements)
                EXPECT_NE(all.find(requirement.id), std::string::npos) << role.id << ": " << requirement.id;
        }
    }
    EXPECT_GE(flows, 50U);
}

}  // namespace
}  // namespace portolan::profiles
