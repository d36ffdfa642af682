// One row for each kind of near miss.
#include "policy/nearest.hpp"

#include "policy/test_world.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

// The demo profile with requirements whose role nobody plays, and whose ranges nobody set.
std::string profile() {
    std::string out(kTestProfile);
    const std::string_view role = "  cloud: {binds: internet}\n";
    out.insert(out.find(role),
               "  label-printer: {binds: assets}\n  scanner: {binds: assets, within: scanner_ranges}\n");
    const std::string_view parameter = "  extra_ports:";
    out.insert(out.find(parameter),
               "  scanner_ranges: {type: prefix-list, default: unset, stops_without: scanning}\n");
    out +=
        "  - {id: DEMO-012, kind: flow, level: required, lines: \"12\", quote: labels, from: agent, to: "
        "label-printer, "
        "protocol: tcp, ports: [9100]}\n"
        "  - {id: DEMO-013, kind: flow, level: required, lines: \"13\", quote: scans, from: agent, to: "
        "scanner, protocol: tcp, "
        "ports: [8610]}\n"
        "  - {id: DEMO-014, kind: endpoint, level: required, lines: \"14\", quote: update, from: agent, to: "
        "cloud, protocol: tcp, "
        "ports: [8081], addresses: [203.0.113.80]}\n";
    return out;
}

std::string site() {
    std::string out(kTestSite);
    const std::string_view roles = "desk: [desk-1]";
    return out.insert(out.find(roles), "scanner: [floor-2], ");
}

struct Case {
    const char* what;
    const char* from;
    const char* to;
    Protocol protocol;
    std::uint16_t port;
    std::vector<std::string> names;
    const char* requirement;
    const char* difference;
};

TEST(Nearest, SaysWhatWouldHaveBeenDocumented) {
    const Policy policy = test_policy(site(), profile());
    const char* const agent = "10.1.0.10";
    const std::vector<Case> cases = {
        {"port",
         agent,
         "10.1.8.1",
         Protocol::udp,
         162,
         {},
         "DEMO-001",
         "udp/161 between these ends is documented; you asked udp/162"},
        {"port of a name",
         agent,
         "203.0.113.5",
         Protocol::tcp,
         8443,
         {"cloud.demo.example"},
         "DEMO-002",
         "tcp/443 between these ends is documented; you asked tcp/8443"},
        {"port of an address",
         agent,
         "203.0.113.80",
         Protocol::tcp,
         8080,
         {},
         "DEMO-014",
         "tcp/8081 between these ends is documented; you asked tcp/8080"},
        {"protocol",
         agent,
         "10.1.8.1",
         Protocol::tcp,
         161,
         {},
         "DEMO-001",
         "udp/161 between these ends is documented; you asked tcp/161"},
        {"another protocol than any listed",
         agent,
         "203.0.113.80",
         Protocol::icmp,
         0,
         {},
         "DEMO-014",
         "tcp/8081 between these ends is documented; you asked icmp echo-request"},
        {"ICMP type",
         agent,
         "10.1.8.1",
         Protocol::icmp,
         1,
         {},
         "DEMO-011",
         "icmp echo-request between these ends is documented; you asked icmp timestamp-request"},
        {"direction",
         "10.1.8.1",
         agent,
         Protocol::udp,
         161,
         {},
         "DEMO-001",
         "documented in the other direction"},
        {"another host",
         agent,
         "10.1.0.200",
         Protocol::udp,
         161,
         {},
         "DEMO-001",
         "this service is documented to printer; 10.1.0.200 is none"},
        {"another source",
         "10.1.0.99",
         "10.1.8.1",
         Protocol::udp,
         161,
         {},
         "DEMO-001",
         "this service is documented from agent; 10.1.0.99 is none"},
        {"another address",
         agent,
         "203.0.113.81",
         Protocol::tcp,
         8081,
         {},
         "DEMO-014",
         "this service is documented to 203.0.113.80, not to 203.0.113.81"},
        {"another name",
         agent,
         "203.0.113.60",
         Protocol::tcp,
         443,
         {"demo.example"},
         "DEMO-002",
         "this service is documented to cloud.demo.example, not to demo.example"},
        {"no name",
         agent,
         "203.0.113.60",
         Protocol::tcp,
         443,
         {},
         "DEMO-002",
         "this service is documented to cloud.demo.example, not to 203.0.113.60"},
        {"option off", agent, "10.1.8.1", Protocol::tcp, 80, {}, "DEMO-003", "option web is off"},
        {"ports unset",
         agent,
         "10.1.8.1",
         Protocol::tcp,
         4000,
         {},
         "DEMO-006",
         "parameter extra_ports is unset"},
        {"ranges unset",
         agent,
         "10.1.8.2",
         Protocol::tcp,
         8610,
         {},
         "DEMO-013",
         "parameter scanner_ranges is unset"},
        {"role unbound",
         agent,
         "10.1.0.201",
         Protocol::tcp,
         9100,
         {},
         "DEMO-012",
         "role label-printer is unbound: bind it if 10.1.0.201 is one"},
    };
    for (const Case& each : cases) {
        Attempt attempt{*Address::parse(each.from),
                        *Address::parse(each.to),
                        each.protocol,
                        each.port,
                        "",
                        each.names,
                        {}};
        if (each.protocol == Protocol::icmp) {
            attempt.icmp = each.port == 0 ? "echo-request" : "timestamp-request";
            attempt.port = 0;
        }
        const NearestMiss miss = nearest_miss(policy, attempt, {});
        ASSERT_NE(miss.requirement, nullptr) << each.what;
        EXPECT_EQ(miss.requirement->id, each.requirement) << each.what;
        EXPECT_EQ(miss.difference, each.difference) << each.what;
        EXPECT_EQ(miss.text, "nearest is " + miss.requirement->id + ": " + miss.difference) << each.what;
    }
}

TEST(Nearest, SaysSoWhereNothingIsNear) {
    const Policy policy = test_policy(site(), profile());
    const NearestMiss miss = nearest_miss(
        policy, {*Address::parse("10.1.0.99"), *Address::parse("10.1.8.1"), Protocol::tcp, 9, "", {}, {}},
        {});
    EXPECT_EQ(miss.requirement, nullptr);
    EXPECT_EQ(miss.text, "no requirement speaks of these ends");
}

}  // namespace
}  // namespace portolan::policy
