// How a requirement is enforced, probed, observed and attested, from its profile: a table of requirements and
// the four texts.
#include "profiles/means.hpp"

#include "profiles/profile_loader.hpp"

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

Requirement requirement_of(const std::string& keys) {
    const std::string head =
        "schema: portolan-profile/1\nid: demo\nprefix: DEMO\ntitle: Demo\nversion: \"1\"\n"
        "document: {file: d.txt, title: D, language: en, sha256: "
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
        "roles: {agent: {binds: assets}, cloud: {binds: internet}}\n"
        "parameters: {limit: {type: rate, default: unset, stops_without: x}}\n"
        "requirements:\n"
        "  - {id: DEMO-002, kind: flow, level: required, lines: \"3\", quote: q, from: agent, to: cloud, "
        "protocol: tcp, ports: [443]}\n"
        "  - {id: DEMO-001, lines: \"3\", quote: q, ";
    const Result<Profile> profile = parse_profile(head + keys + "}\n", "demo.yaml");
    EXPECT_TRUE(profile) << profile.error().text();
    return profile ? *profile->requirement("DEMO-001") : Requirement{};
}

struct Row {
    const char* name;
    std::string keys;
    const char* enforced;
    const char* probed;
    const char* observed;
    const char* attested;
};

const std::string kTcp = "from: agent, to: cloud, protocol: tcp, ports: [443]";
const std::string kControl = "kind: control, level: required, ";

TEST(Means, ToldFromTheProfileAlone) {
    const std::vector<Row> rows = {
        {"flow", "kind: flow, level: required, " + kTcp, "kernel: allow", "-", "flows", "-"},
        {"flow with facts and probes",
         "kind: endpoint, level: required, " + kTcp +
             ", names: [{exact: a.example}], probes: [tcp, tls], facts: [{sni: names, point: cut}, {tls: "
             "any}]",
         "kernel: allow; cut: sni", "tcp, tls", "flows; facts sni, tls", "-"},
        {"a fact that must be seen is not the kernel's",
         "kind: flow, level: required, " + kTcp + ", scope: [{via: grid-link, seen: must}]",
         "not by the network", "-", "flows; facts via", "-"},
        {"prohibited", kControl + "effect: prohibit, " + kTcp, "kernel: prohibit", "-", "flows", "-"},
        {"prohibited by a fact", kControl + "effect: prohibit, " + kTcp + ", scope: [{tls: [none]}]",
         "not by the network", "-", "flows; facts tls", "-"},
        {"prohibited by a fact that the kernel counts",
         kControl + "effect: prohibit, " + kTcp + ", scope: [{rate: {above: $limit}, point: kernel}]",
         "kernel checks rate", "-", "flows; facts rate", "-"},
        {"closed list",
         kControl + "effect: closed-list, to: agent, protocol: any, ports: any, probes: [port-closed]",
         "kernel: closed list", "port-closed", "flows", "-"},
        {"two effects",
         kControl + "effect: allow, protocol: tcp, ports: [22], bodies: [{from: agent}, {to: agent, effect: "
                    "prohibit}, {to: cloud}]",
         "kernel: allow, prohibit", "-", "flows", "-"},
        {"restricts", kControl + "effect: restrict, applies_to: [DEMO-002], facts: [{tls: {min: \"1.2\"}}]",
         "not by the network", "-", "flows; facts tls", "-"},
        {"restricts by cutting",
         kControl + "effect: restrict, applies_to: [DEMO-002], facts: [{tls: {min: \"1.2\"}, point: cut}]",
         "cut: tls", "-", "flows; facts tls", "-"},
        {"restates", "kind: control, level: informational, effect: allow, applies_to: [DEMO-002], " + kTcp,
         "kernel: allow", "-", "flows", "-"},
        {"documents nothing", "kind: flow, level: informational, " + kTcp, "not by the network", "-", "-",
         "-"},
        {"attested", kControl + "effect: attest, evidence: a letter, validity_months: 12, probes: [geo-ip]",
         "not by the network", "geo-ip (supports the attestation)", "-", "a letter (12 months)"},
        {"attested or probed",
         kControl + "effect: attest, decided_by: [probe, attestation], probes: [cert-issuer]",
         "not by the network", "cert-issuer", "-", "by a person"},
        {"enforced, decided by a probe",
         kControl + "effect: prohibit, decided_by: [probe], probes: [tcp], " + kTcp, "kernel: prohibit",
         "tcp", "-", "-"},
        {"observation of packets", "kind: observation, level: informational, decided_by: [packets]",
         "not by the network", "-", "flows", "-"},
        {"observation", "kind: observation, level: informational", "not by the network", "-", "-",
         "by a person"},
    };
    for (const Row& row : rows) {
        const Means means = means_of(requirement_of(row.keys));
        EXPECT_EQ(enforced_text(means), row.enforced) << row.name;
        EXPECT_EQ(probed_text(means), row.probed) << row.name;
        EXPECT_EQ(observed_text(means), row.observed) << row.name;
        EXPECT_EQ(attested_text(means), row.attested) << row.name;
    }
}

TEST(Means, NothingIsNotAnything) {
    EXPECT_TRUE(means_of(requirement_of("kind: flow, level: required, " + kTcp)).any());
    EXPECT_FALSE(means_of(requirement_of("kind: flow, level: informational, " + kTcp)).any());
    EXPECT_FALSE(means_of(requirement_of("kind: observation, level: informational, decided_by: []")).any());
    // A probe that only supports an attestation decides nothing by itself.
    const Means supported = means_of(requirement_of(kControl + "effect: attest, probes: [geo-ip]"));
    EXPECT_FALSE(supported.probed());
    EXPECT_TRUE(supported.any());
}

}  // namespace
}  // namespace portolan::profiles
