// A small profile and site for the tests of this module: one agent, two printers, a cloud.
#pragma once

#include "appliance/evidence/flow.hpp"
#include "policy/policy.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

inline constexpr std::string_view kTestProfile = R"(schema: portolan-profile/1
id: demo
prefix: DEMO
title: Demo
version: "1.0.0"
document: {file: d.txt, title: D, language: en, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
roles:
  agent: {binds: assets}
  printer: {binds: assets, within: ranges}
  desk: {binds: assets, governed: false}
  cloud: {binds: internet}
options:
  web: {values: ["off", "on"], default: "off"}
  wide: {values: ["off", "on"], default: "on"}
parameters:
  ranges: {type: prefix-list, default: unset, stops_without: printing}
  extra_ports: {type: port-list, default: unset, stops_without: extras}
requirements:
  - {id: DEMO-001, kind: flow, level: required, lines: "1", quote: SNMP, from: agent, to: printer, protocol: udp, ports: [161],
     facts: [{snmp: [v3], point: report}]}
  - {id: DEMO-002, kind: endpoint, level: required, lines: "2", quote: cloud, from: agent, to: cloud, protocol: tcp, ports: [443],
     names: [{exact: cloud.demo.example}], facts: [{sni: names, point: cut}]}
  - {id: DEMO-003, kind: flow, level: conditional, lines: "3", quote: web, when: {web: "on"}, from: agent, to: printer, protocol: tcp, ports: [80]}
  - {id: DEMO-004, kind: control, level: required, lines: "4", quote: never call in, effect: prohibit, from: any, to: agent, protocol: any, ports: any}
  - {id: DEMO-005, kind: control, level: required, lines: "5", quote: TLS 1.2, effect: restrict, applies_to: [DEMO-002],
     facts: [{tls: {min: "1.2"}, point: report}]}
  - {id: DEMO-006, kind: flow, level: conditional, lines: "6", quote: extras, from: agent, to: printer, protocol: tcp, ports: [$extra_ports]}
  - {id: DEMO-007, kind: control, level: required, lines: "7", quote: nothing else, effect: closed-list, from: agent, to: any}
  - {id: DEMO-008, kind: control, level: required, lines: "8", quote: only in range, effect: prohibit, from: agent, to: printer, outside: ranges,
     protocol: any, ports: any}
  - {id: DEMO-009, kind: flow, level: required, lines: "9", quote: all by 443, applies_to: [DEMO-002], from: agent, to: cloud, protocol: tcp, ports: [443]}
  - {id: DEMO-010, kind: endpoint, level: optional-default-on, lines: "10", quote: any demo host, when: {wide: "on"}, from: agent, to: cloud, protocol: tcp, ports: [443],
     names: [{subtree: demo.example}]}
  - {id: DEMO-011, kind: flow, level: conditional, lines: "11", quote: ping, from: agent, to: printer, protocol: icmp, icmp: [echo-request]}
)";

inline constexpr std::string_view kTestSite = R"(schema: portolan-site/1
site: test
zones:
  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, untrusted: true}
  inside: {interface: e2, kind: routed, address: 10.1.0.1/16}
assets:
  - {name: agent-1, address: 10.1.0.10}
  - {name: floor-1, address: 10.1.8.1}
  - {name: floor-2, address: 10.1.8.2}
  - {name: floor-9, address: 10.1.9.9}
  - {name: desk-1, address: 10.1.0.77}
products:
  demo:
    roles: {agent: [agent-1], printer: [floor-1, floor-2, floor-9], desk: [desk-1]}
    parameters: {ranges: [10.1.8.0/24]}
    options: {wide: "on"}
)";

// The test profile with requirements that have hours: DEMO-012, restated by DEMO-013 and, with hours of its
// own beside them, DEMO-015; DEMO-014 in two bodies.
inline std::string windowed_profile() {
    std::string out(kTestProfile);
    const std::string_view requirements = "requirements:\n";
    out.insert(out.find(requirements),
               R"(  support_window: {type: window, default: always, stops_without: nothing}
  night_window: {type: window, default: unset, stops_without: copies at night}
)");
    return out +
           R"(  - {id: DEMO-012, kind: endpoint, level: conditional, lines: "12", quote: support, from: agent, to: cloud, protocol: tcp,
     ports: [22], names: [{exact: ssh.demo.test}], addresses: [203.0.113.22], during: support_window}
  - {id: DEMO-013, kind: flow, level: conditional, lines: "13", quote: support again, applies_to: [DEMO-012], from: agent, to: cloud,
     protocol: tcp, ports: [22]}
  - {id: DEMO-014, kind: flow, level: conditional, lines: "14", quote: copies, from: agent, to: printer, protocol: tcp, during: night_window,
     bodies: [{ports: [9100]}, {ports: [9101], during: support_window}]}
  - {id: DEMO-015, kind: flow, level: conditional, lines: "15", quote: support at night, applies_to: [DEMO-012], from: agent, to: cloud,
     protocol: tcp, ports: [22], during: night_window}
)";
}
// The test site, or one made of it, with `parameters` beside its own.
inline std::string site_with_parameters(const std::string& parameters,
                                        std::string site = std::string(kTestSite)) {
    const std::string_view ranges = "ranges: [10.1.8.0/24]";
    return site.insert(site.find(ranges) + ranges.size(), parameters.empty() ? "" : ", " + parameters);
}

// The same site with exceptions: EX-1 to an undocumented peer and EX-2 into the agent, which DEMO-004
// forbids, both in December 2026; EX-3 to a peer from 15 December on, EX-4 for what DEMO-001 documents.
std::string excepting_site(bool enforce = false);

// The same site with the wildcard switched off.
std::string narrow_site();

Policy test_policy(std::string_view site = kTestSite, std::string_view profile = kTestProfile);

// An answered flow of twelve packets.
evidence::Flow test_flow(const char* from, const char* to, Protocol protocol, std::uint16_t port);

}  // namespace portolan::policy
