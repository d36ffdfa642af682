#include "policy/readiness.hpp"

#include "appliance/base/file.hpp"
#include "policy/admit.hpp"
#include "policy/site_loader.hpp"
#include "policy/test_world.hpp"
#include "profiles/profile_loader.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

using evidence::FlowHistory;
using evidence::Readiness;
using evidence::ReadinessLine;
using evidence::SeenFlow;

// The test world on two segments, so that agent and printers meet across us.
std::string two_segments() {
    std::string site(kTestSite);
    const std::size_t begin = site.find("zones:");
    return site.replace(begin, site.find("assets:") - begin,
                        "zones:\n"
                        "  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, gateway: "
                        "198.51.100.1, untrusted: true}\n"
                        "  pcs: {interface: e2, kind: routed, address: 10.1.0.1/24}\n"
                        "  printers: {interface: e3, kind: routed, address: 10.1.8.254/24}\n");
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) panic("the text has no such part");
    return text.replace(at, from.size(), to);
}

Timestamp now_then() {
    return *parse_timestamp("2026-12-10");
}

SeenFlow seen(const char* from, const char* to, Protocol protocol, std::uint16_t port) {
    SeenFlow out;
    out.initiator = *Address::parse(from);
    out.responder = *Address::parse(to);
    out.protocol = protocol;
    out.port = port;
    out.flows = 3;
    out.answered = true;
    out.first = out.last = now_then();
    return out;
}

Readiness ready_with(const Policy& policy, std::vector<SeenFlow> flows = {}, bool by_us = false) {
    const FlowHistory history{std::move(flows), {}, now_then(), false, by_us};
    Result<Readiness> out = readiness(policy, "demo", history, now_then());
    if (!out) panic(out.error().text());
    return std::move(*out);
}

Readiness ready_at(const std::string& site, std::vector<SeenFlow> flows = {}, bool by_us = false) {
    return ready_with(test_policy(site), std::move(flows), by_us);
}

const ReadinessLine* line_of(const Readiness& readiness, std::string_view what) {
    const auto found = std::find_if(readiness.lines.begin(), readiness.lines.end(),
                                    [&](const ReadinessLine& line) { return line.what == what; });
    return found == readiness.lines.end() ? nullptr : &*found;
}

std::string text_of(const Readiness& readiness) {
    std::string out;
    for (const ReadinessLine& line : readiness.lines) {
        out += (line.open ? "OPEN " : "told ") + line.what + " | " + line.why + " | " + line.closed_by + "\n";
        for (const evidence::ReadinessWay& way : line.ways)
            out += "     " + way.way + ": " + way.text + "\n" + way.yaml + "\n";
    }
    return out;
}

std::string yaml_of(const ReadinessLine& line, std::string_view way) {
    for (const evidence::ReadinessWay& each : line.ways)
        if (each.way == way) return each.yaml;
    panic("the line has no such way");
}

const SeenFlow kVendor = seen("10.1.0.10", "203.0.113.9", Protocol::tcp, 8443);

struct Case {
    const char* name;
    std::string site;
    std::vector<SeenFlow> flows;
    const char* what;
    bool open;
    const char* says;  // part of why or closed_by
};

// Each kind of line, and what opens or closes it.
TEST(Readiness, LinesOpenAndClose) {
    const std::string site = two_segments();
    const std::string prohibited_call = "floor-1 -> agent-1 tcp/22";
    const std::vector<Case> cases = {
        {"a parameter that a required requirement waits for",
         with(site, "ranges: [10.1.8.0/24]", ""),
         {},
         "parameter ranges is unset",
         true,
         "without it stops: printing; needed by DEMO-001"},
        {"... with nobody there",
         with(site, "ranges: [10.1.8.0/24]", "ranges: []"),
         {},
         "parameter ranges is unset",
         false,
         "there is none here"},
        {"... explicitly unset is no such word",
         with(site, "ranges: [10.1.8.0/24]", "ranges: unset"),
         {},
         "parameter ranges is unset",
         true,
         "printing"},
        {"a parameter of a conditional requirement",
         site,
         {},
         "parameter extra_ports is unset",
         false,
         "no required or recommended requirement"},
        {"a governed role",
         with(site, "printer: [floor-1, floor-2, floor-9], ", ""),
         {},
         "role printer is unbound",
         true,
         "DEMO-001"},
        {"... with nobody there",
         with(site, "printer: [floor-1, floor-2, floor-9]", "printer: []"),
         {},
         "role printer is unbound",
         false,
         "there is none here"},
        {"a role whose players are outside its ranges",
         with(site, "ranges: [10.1.8.0/24]", "ranges: [10.7.0.0/24]"),
         {},
         "role printer is bound, but to nobody inside its ranges",
         true,
         "DEMO-001"},
        {"a flow that nothing documents",
         site,
         {kVendor},
         "agent-1 -> 203.0.113.9 tcp/8443",
         true,
         "nothing documents it"},
        {"a flow that a requirement forbids",
         site,
         {seen("10.1.8.1", "10.1.0.10", Protocol::tcp, 22)},
         prohibited_call.c_str(),
         true,
         "DEMO-004 forbids it: \"never call in\""},
        {"multicast",
         site,
         {seen("10.1.8.1", "224.0.0.251", Protocol::udp, 5353)},
         "floor-1 -> 224.0.0.251 udp/5353",
         false,
         "no router passes it on"},
        {"a zone's broadcast",
         site,
         {seen("10.1.8.1", "10.1.8.255", Protocol::udp, 137)},
         "floor-1 -> 10.1.8.255 udp/137",
         false,
         "no router passes it on"},
        {"IPv6 link-local",
         site,
         {seen("10.1.8.1", "ff02::fb", Protocol::udp, 5353)},
         "floor-1 -> ff02::fb udp/5353",
         false,
         "no router passes it on"},
        {"both ends in one segment",
         site,
         {seen("10.1.0.10", "10.1.0.77", Protocol::tcp, 445)},
         "agent-1 -> desk-1 tcp/445",
         false,
         "never crosses us: both ends in zone pcs"},
    };
    for (const Case& each : cases) {
        const Readiness out = ready_at(each.site, each.flows);
        const ReadinessLine* line = line_of(out, each.what);
        ASSERT_NE(line, nullptr) << each.name << "\n" << text_of(out);
        EXPECT_EQ(line->open, each.open) << each.name << "\n" << text_of(out);
        EXPECT_NE((line->why + line->closed_by).find(each.says), std::string::npos) << each.name << "\n"
                                                                                    << text_of(out);
        EXPECT_EQ(out.ready(), out.open == 0) << each.name;
        EXPECT_EQ(line->open, !line->ways.empty()) << each.name;
        EXPECT_EQ(line->open, line->closed_by.empty()) << each.name;
    }
}

TEST(Readiness, ASiteThatSaysAllIsReady) {
    const Readiness out = ready_at(two_segments(), {seen("10.1.0.10", "10.1.8.1", Protocol::udp, 161)});
    EXPECT_TRUE(out.ready()) << text_of(out);
    EXPECT_EQ(line_of(out, "agent-1 -> floor-1 udp/161"), nullptr) << "it is documented";
    EXPECT_FALSE(out.enforces);
    EXPECT_EQ(out.history, 1U);
}

// A parameter that the document leaves open and no requirement carries: nobody else would notice.
TEST(Readiness, AParameterThatNothingCarriesIsOpen) {
    const std::string profile = with(
        std::string(kTestProfile), "  extra_ports:",
        "  trunk: {type: port-list, default: unset, stops_without: emergency calls, lines: \"63\", quote: "
        "trunks}\n  extra_ports:");
    const Readiness out = ready_with(test_policy(two_segments(), profile));
    const ReadinessLine* line = line_of(out, "parameter trunk is unset");
    ASSERT_NE(line, nullptr) << text_of(out);
    EXPECT_TRUE(line->open);
    EXPECT_EQ(line->why, "without it stops: emergency calls; line 63: \"trunks\"");
    EXPECT_TRUE(
        ready_with(test_policy(with(two_segments(), "parameters: {", "parameters: {trunk: [], "), profile))
            .ready());
}

// An option that is off hides what waits behind it.
TEST(Readiness, WhatAnOptionKeepsOutOfForceIsNotOpen) {
    const std::string profile =
        with(std::string(kTestProfile), "level: conditional, lines: \"6\", quote: extras,",
             "level: required, lines: \"6\", quote: extras, when: {web: \"on\"},");
    EXPECT_TRUE(ready_with(test_policy(two_segments(), profile)).ready());
    const Readiness on =
        ready_with(test_policy(with(two_segments(), "wide: \"on\"", "wide: \"on\", web: \"on\""), profile));
    ASSERT_NE(line_of(on, "parameter extra_ports is unset"), nullptr);
    EXPECT_TRUE(line_of(on, "parameter extra_ports is unset")->open) << text_of(on);
}

TEST(Readiness, RequirementsOutOfReachAreOpenUntilTheSiteSaysSo) {
    const Readiness out = ready_at(std::string(kTestSite));  // one segment, no way out
    const auto reach = std::find_if(out.lines.begin(), out.lines.end(), [](const ReadinessLine& line) {
        return line.kind == "reach" && line.why == "both ends in zone inside";
    });
    ASSERT_NE(reach, out.lines.end()) << text_of(out);
    EXPECT_TRUE(reach->open);
    EXPECT_EQ(std::count(reach->requirements.begin(), reach->requirements.end(), "DEMO-001"), 1);
    EXPECT_EQ(std::count(reach->requirements.begin(), reach->requirements.end(), "DEMO-011"), 0)
        << "it is conditional";
    const Readiness said = ready_at(
        with(std::string(kTestSite), "    parameters: {ranges",
             "    out_of_reach: {requirements: [DEMO-001], reason: printers stand beside the agent}\n"
             "    parameters: {ranges"));
    const bool open = std::any_of(said.lines.begin(), said.lines.end(), [](const ReadinessLine& line) {
        return line.open && std::count(line.requirements.begin(), line.requirements.end(), "DEMO-001") > 0;
    });
    EXPECT_FALSE(open) << text_of(said);
}

// ---- the four ways

TEST(Readiness, AnExceptionClosesWhileItLasts) {
    const std::string site = two_segments();
    const Readiness before = ready_at(site, {kVendor});
    const ReadinessLine* line = line_of(before, "agent-1 -> 203.0.113.9 tcp/8443");
    ASSERT_NE(line, nullptr) << text_of(before);
    const std::string pasted = site + yaml_of(*line, "exception") + "\n";
    const Readiness after = ready_at(pasted, {kVendor});
    EXPECT_TRUE(after.ready()) << text_of(after);
    const ReadinessLine* told = line_of(after, "agent-1 -> 203.0.113.9 tcp/8443");
    ASSERT_NE(told, nullptr) << "it ends one day, and then is blocked";
    EXPECT_NE(told->closed_by.find("exception EX-1 of WHO until 2027-01-09"), std::string::npos)
        << told->closed_by;
    const FlowHistory history{{kVendor}, {}, {}, false, false};
    EXPECT_FALSE(readiness(test_policy(pasted), "demo", history, *parse_timestamp("2027-01-09"))->ready());
}

TEST(Readiness, AnAcceptedBlockCloses) {
    const std::string site = two_segments();
    const Readiness before = ready_at(site, {kVendor});
    const std::string yaml = yaml_of(*line_of(before, "agent-1 -> 203.0.113.9 tcp/8443"), "accept");
    const Policy policy = test_policy(site + yaml + "\n");
    const Readiness after = ready_with(policy, {kVendor});
    EXPECT_TRUE(after.ready()) << text_of(after);
    EXPECT_EQ(line_of(after, "agent-1 -> 203.0.113.9 tcp/8443")->closed_by, "accepted by AB-1 (WHO): WHY");
    Attempt attempt{kVendor.initiator, kVendor.responder, Protocol::tcp, 8443, {}, {}, {}, now_then()};
    EXPECT_FALSE(admit(policy, attempt).allowed) << "it allows nothing";
    // One port beside stays open.
    EXPECT_EQ(ready_with(policy, {seen("10.1.0.10", "203.0.113.9", Protocol::tcp, 8444)}).open, 1U);
}

TEST(Readiness, ALocalRequirementCloses) {
    const std::string site = two_segments();
    const Readiness before = ready_at(site, {kVendor});
    const std::string yaml = yaml_of(*line_of(before, "agent-1 -> 203.0.113.9 tcp/8443"), "local");
    const std::string mark = "# in the site\n";
    std::string folder = (std::filesystem::temp_directory_path() / "readiness-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    ASSERT_TRUE(
        write_file(folder + "/FILE.yaml",
                   "schema: portolan-local/1\ntitle: T\nowner: o\nticket: \"1\"\nreview_by: 2027-06-01\n" +
                       yaml.substr(0, yaml.find(mark)) + "\n"));
    ASSERT_TRUE(write_file(folder + "/site.yaml", site + yaml.substr(yaml.find(mark)) + "\n"));
    std::vector<profiles::Profile> library = {profiles::parse_profile(kTestProfile, "demo.yaml").value()};
    Result<Site> loaded = load_site(folder + "/site.yaml", library);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(loaded) << loaded.error().text() << "\n" << yaml;
    const Result<Policy> policy = Policy::compile(std::move(library), std::move(*loaded));
    ASSERT_TRUE(policy) << policy.error().text();
    const Readiness after = ready_with(*policy, {kVendor});
    EXPECT_TRUE(after.ready()) << text_of(after);
    EXPECT_EQ(line_of(after, "agent-1 -> 203.0.113.9 tcp/8443"), nullptr) << "documented by now";
}

TEST(Readiness, ARequirementClosesOnceItIsAttached) {
    const SeenFlow extra = seen("10.1.0.10", "10.1.8.1", Protocol::tcp, 9100);
    const Readiness unset = ready_at(two_segments(), {extra});
    const ReadinessLine* line = line_of(unset, "agent-1 -> floor-1 tcp/9100");
    ASSERT_NE(line, nullptr) << text_of(unset);
    ASSERT_EQ(line->ways.front().way, "requirement") << text_of(unset);
    EXPECT_EQ(line->ways.front().text, "set parameter extra_ports: DEMO-006 then documents it");
    EXPECT_EQ(line->ways.front().yaml, "products:\n  demo:\n    parameters: {extra_ports: [9100]}");
    EXPECT_TRUE(ready_at(with(two_segments(), "parameters: {", "parameters: {extra_ports: [9100], "), {extra})
                    .ready());

    const SeenFlow web = seen("10.1.0.10", "10.1.8.1", Protocol::tcp, 80);
    const Readiness off = ready_at(two_segments(), {web});
    line = line_of(off, "agent-1 -> floor-1 tcp/80");
    ASSERT_NE(line, nullptr) << text_of(off);
    EXPECT_EQ(line->ways.front().yaml, "products:\n  demo:\n    options: {web: \"on\"}");

    const SeenFlow snmp = seen("10.1.0.10", "10.1.8.1", Protocol::udp, 161);
    const Readiness unbound =
        ready_at(with(two_segments(), "printer: [floor-1, floor-2, floor-9], ", ""), {snmp});
    line = line_of(unbound, "agent-1 -> floor-1 udp/161");
    ASSERT_NE(line, nullptr) << text_of(unbound);
    EXPECT_EQ(line->ways.front().yaml, "products:\n  demo:\n    roles: {printer: [floor-1]}");
}

TEST(Readiness, WhatARequirementForbidsCanOnlyBeAccepted) {
    const SeenFlow call = seen("10.1.8.1", "10.1.0.10", Protocol::tcp, 22);
    const Readiness out = ready_at(two_segments(), {call});
    const ReadinessLine* line = line_of(out, "floor-1 -> agent-1 tcp/22");
    ASSERT_NE(line, nullptr) << text_of(out);
    ASSERT_EQ(line->ways.size(), 1U) << text_of(out);
    EXPECT_EQ(line->decision, "DEMO-004");
    EXPECT_TRUE(ready_at(two_segments() + yaml_of(*line, "accept") + "\n", {call}).ready());
}

// ---- groups

TEST(Readiness, NamesMakeOnePeerOfManyAddresses) {
    std::vector<SeenFlow> flows = {seen("10.1.0.10", "203.0.113.9", Protocol::tcp, 443),
                                   seen("10.1.0.10", "203.0.113.10", Protocol::tcp, 443)};
    for (SeenFlow& flow : flows)
        flow.names = {"tracker.example"};
    const Readiness out = ready_at(two_segments(), flows);
    const ReadinessLine* line = line_of(out, "agent-1 -> tracker.example tcp/443");
    ASSERT_NE(line, nullptr) << text_of(out);
    EXPECT_EQ(line->flows, 6U);
    EXPECT_EQ(out.open, 1U);
    for (const char* way : {"accept", "exception"})
        EXPECT_TRUE(ready_at(two_segments() + yaml_of(*line, way) + "\n", flows).ready()) << way;
}

// Names come from the network, and must not come out as YAML or as an escape sequence.
TEST(Readiness, AHostileNameIsNoWord) {
    SeenFlow flow = kVendor;
    flow.names = {"x]}\n\x1b[2J, ports: any"};
    const Readiness out = ready_at(two_segments(), {flow});
    EXPECT_NE(line_of(out, "agent-1 -> 203.0.113.9 tcp/8443"), nullptr) << text_of(out);
}

TEST(Readiness, TheInternetIsOnePeerAndItsKnockingNoLineOfWork) {
    std::vector<SeenFlow> flows;
    for (std::uint16_t i = 1; i < 100; ++i) {
        flows.push_back(seen(("203.0.113." + std::to_string(i)).c_str(), "10.1.0.10", Protocol::tcp, i));
        flows.back().answered = false;
    }
    const Readiness scan = ready_at(two_segments(), flows);
    const ReadinessLine* line = line_of(scan, "internet -> agent-1 tcp, any port");
    ASSERT_NE(line, nullptr) << text_of(scan);
    EXPECT_FALSE(line->open);
    EXPECT_EQ(line->flows, 297U);
    EXPECT_TRUE(scan.ready());
    // What answers is a service, and one that was blocked could not answer.
    flows[10].answered = flows[20].answered = true;
    flows[30].blocked = true;
    flows[20].port = flows[10].port;
    const Readiness served = ready_at(two_segments(), flows);
    EXPECT_EQ(served.open, 2U) << text_of(served);
    line = line_of(served, "internet -> agent-1 tcp/11");
    ASSERT_NE(line, nullptr) << text_of(served);
    EXPECT_EQ(line->flows, 6U);
    EXPECT_TRUE(line_of(ready_at(two_segments() + yaml_of(*line, "accept") + "\n", flows),
                        "internet -> agent-1 tcp/11")
                    ->closed_by.starts_with("accepted by AB-1"));
}

// Between two ends of one zone a capture file shows what we never pass on; our own taps show what came to us.
TEST(Readiness, WhatOurOwnTapsSawCrossesUs) {
    const SeenFlow flow = seen("10.1.0.10", "10.1.0.77", Protocol::tcp, 445);
    EXPECT_TRUE(ready_at(two_segments(), {flow}, /*by_us=*/false).ready());
    EXPECT_EQ(ready_at(two_segments(), {flow}, /*by_us=*/true).open, 1U);
}

// ---- other products

// A second product whose agent is desk-1.
Policy two_products(bool other_enforces, std::string_view other_agent) {
    std::string other(kTestProfile);
    other = with(std::move(other), "id: demo\nprefix: DEMO", "id: other\nprefix: OTHER");
    for (std::size_t at = 0; (at = other.find("DEMO-", at)) != std::string::npos;)
        other.replace(at, 5, "OTHER-");
    std::vector<profiles::Profile> library = {profiles::parse_profile(kTestProfile, "demo.yaml").value(),
                                              profiles::parse_profile(other, "other.yaml").value()};
    const std::string site = two_segments() +
                             "  other:\n    enforcement: " + (other_enforces ? "enforce" : "observe") +
                             "\n    roles: {agent: [" + std::string(other_agent) + "]}\n";
    Result<Site> parsed = parse_site(site, "site.yaml", library);
    if (!parsed) panic(parsed.error().text());
    Result<Policy> policy = Policy::compile(std::move(library), std::move(*parsed));
    if (!policy) panic(policy.error().text());
    return std::move(*policy);
}

TEST(Readiness, AProductThatObservesHoldsItBack) {
    const Readiness out = ready_with(two_products(false, "agent-1"), {kVendor});
    const ReadinessLine* line = line_of(out, "agent-1 -> 203.0.113.9 tcp/8443");
    ASSERT_NE(line, nullptr) << text_of(out);
    EXPECT_EQ(line->closed_by, "other observes, and holds it back");
    EXPECT_EQ(ready_with(two_products(true, "agent-1"), {kVendor}).open, 1U);
}

TEST(Readiness, WhatIsBlockedAnywayIsNoLine) {
    const SeenFlow desk = seen("10.1.0.77", "203.0.113.9", Protocol::tcp, 8443);
    const Readiness out = ready_with(two_products(true, "desk-1"), {desk});
    EXPECT_EQ(line_of(out, "desk-1 -> 203.0.113.9 tcp/8443"), nullptr) << text_of(out);
}

TEST(Readiness, IsOfAProductOfTheSite) {
    const Result<Readiness> out = readiness(test_policy(two_segments()), "dmo", {}, now_then());
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, ErrorCode::not_found);
    EXPECT_EQ(out.error().remedy, "the site has demo");
}

}  // namespace
}  // namespace portolan::policy
