// What a document leaves open is closed until the operator says it: each open parameter of the shipped
// profiles, unset and set, and beside each flow that it opens the nearest one that stays closed.
#include "policy/admit.hpp"
#include "policy/site_loader.hpp"
#include "policy/subjects.hpp"
#include "profiles/library.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

constexpr const char* kFolder = PORTOLAN_SOURCE_DIR "/profiles/library";

struct OpenCase {
    const char* product;
    const char* parameter;
    const char* value;
    const char* others;  // what else the flow needs
    const char* requirement;
    const char* from;
    const char* to;
    Protocol protocol;
    std::uint16_t port;
    std::vector<std::string> names;  // that the client resolved
    std::vector<std::string>
        foreign;  // names beside them that stay closed; empty: the next port stays closed
};

// Ports that no document names: a default hidden in code could not know them.
const std::vector<OpenCase>& open_cases() {
    static const std::vector<OpenCase> cases = {
        {"dca4",
         "custom_ports",
         "tcp/9443",
         "printer_ranges: [10.1.3.0/24]",
         "DCA4-042",
         "10.1.1.3",
         "10.1.3.3",
         Protocol::tcp,
         9443,
         {},
         {}},
        {"dca4",
         "printer_ranges",
         "10.1.3.0/24",
         "",
         "DCA4-037",
         "10.1.1.3",
         "10.1.3.3",
         Protocol::udp,
         161,
         {},
         {}},
        {"ksc",
         "kaspersky_hosts",
         "'*.updates.example'",
         "",
         "KSC-039",
         "10.1.1.1",
         "203.0.113.9",
         Protocol::tcp,
         443,
         {"a.updates.example"},
         {"updates.example"}},
        {"ksc",
         "google_push_hosts",
         "push.google.example",
         "google_push: [tcp/44301]",
         "KSC-046",
         "10.1.1.1",
         "203.0.113.9",
         Protocol::tcp,
         44301,
         {"push.google.example"},
         {"google.example"}},
        {"ksc",
         "google_push",
         "tcp/44301",
         "google_push_hosts: [push.google.example]",
         "KSC-046",
         "10.1.1.1",
         "203.0.113.9",
         Protocol::tcp,
         44301,
         {"push.google.example"},
         {}},
        {"ksc",
         "apple_push_hosts",
         "push.apple.example",
         "apple_push: [tcp/44301]",
         "KSC-049",
         "10.1.1.2",
         "203.0.113.9",
         Protocol::tcp,
         44301,
         {"push.apple.example"},
         {"apple.example"}},
        {"ksc",
         "apple_push",
         "tcp/44301",
         "apple_push_hosts: [push.apple.example]",
         "KSC-049",
         "10.1.1.2",
         "203.0.113.9",
         Protocol::tcp,
         44301,
         {"push.apple.example"},
         {}},
        {"ksc",
         "web_server_ports",
         "tcp/44301",
         "",
         "KSC-061",
         "10.1.2.1",
         "10.1.1.1",
         Protocol::tcp,
         44301,
         {},
         {}},
        {"ksc",
         "direct_path",
         "tcp/44301",
         "kaspersky_hosts: [ksn.example]",
         "KSC-033",
         "10.1.2.1",
         "203.0.113.9",
         Protocol::tcp,
         44301,
         {"ksn.example"},
         {}},
        {"digiware",
         "https_ports",
         "44301",
         "",
         "DIGI-019",
         "10.1.2.2",
         "10.1.1.4",
         Protocol::tcp,
         44301,
         {},
         {}},
        {"digiware",
         "snmp_ports",
         "44301",
         "",
         "DIGI-018",
         "10.1.2.2",
         "10.1.1.4",
         Protocol::udp,
         44301,
         {},
         {}},
        {"digiware",
         "ftps_ports",
         "44301",
         "",
         "DIGI-016",
         "10.1.1.4",
         "10.1.2.2",
         Protocol::tcp,
         44301,
         {},
         {}},
        {"digiware",
         "smtps_ports",
         "44301",
         "",
         "DIGI-017",
         "10.1.1.4",
         "10.1.2.2",
         Protocol::tcp,
         44301,
         {},
         {}},
    };
    return cases;
}

constexpr std::string_view kSite = R"(schema: portolan-site/1
site: open
zones:
  outside: {{interface: e1, kind: routed, address: 198.51.100.2/30, untrusted: true}}
  inside: {{interface: e2, kind: routed, address: 10.1.0.1/16}}
assets:
  - {{name: server, address: 10.1.1.1}}
  - {{name: mdm, address: 10.1.1.2}}
  - {{name: agent, address: 10.1.1.3}}
  - {{name: gateway, address: 10.1.1.4}}
  - {{name: laptop, address: 10.1.2.1}}
  - {{name: desk, address: 10.1.2.2}}
  - {{name: printer, address: 10.1.3.3}}
products:
  {product}:
    {roles}
    parameters: {{{parameters}}}
)";

std::string roles_of(std::string_view product) {
    if (product == "dca4")
        return "roles: {dca-agent: [agent], printer: [printer]}\n    options: {dwa: \"on\"}";
    if (product == "ksc")
        return "roles: {administration-server: [server], ksc-web-server: [server], ios-mdm-server: [mdm],\n"
               "      managed-device: [laptop]}\n    options: {ios: \"on\"}";
    return "roles: {digiware-gateway: [gateway], webview-user: [desk], snmp-manager: [desk], ftps-server: "
           "[desk],\n"
           "      mail-server: [desk]}";
}

Policy policy_of(const OpenCase& each, const std::string& parameters) {
    static const std::vector<profiles::Profile> loaded = profiles::load_library(kFolder).value();
    std::vector<profiles::Profile> library = loaded;
    const std::string site =
        fmt::format(kSite, fmt::arg("product", each.product), fmt::arg("roles", roles_of(each.product)),
                    fmt::arg("parameters", parameters));
    Site parsed = parse_site(site, "site.yaml", library).value();
    return Policy::compile(std::move(library), std::move(parsed)).value();
}

Policy with_it(const OpenCase& each) {
    const std::string others = each.others;
    return policy_of(
        each, fmt::format("{}: [{}]{}{}", each.parameter, each.value, others.empty() ? "" : ", ", others));
}

Decision decide(const Policy& policy, const OpenCase& each, std::uint16_t port,
                const std::vector<std::string>& names) {
    return admit(policy,
                 {*Address::parse(each.from), *Address::parse(each.to), each.protocol, port, "", names, {}});
}

bool documented_by(const Decision& decision, std::string_view requirement) {
    return decision.allowed && decision.id.find(requirement) != std::string::npos;
}

TEST(OpenParameters, OpenWhatTheySayAndNothingBeside) {
    for (const OpenCase& each : open_cases()) {
        const Policy policy = with_it(each);
        EXPECT_TRUE(documented_by(decide(policy, each, each.port, each.names), each.requirement))
            << each.parameter << ": " << decide(policy, each, each.port, each.names).id;
        const bool by_name = !each.foreign.empty();
        const Decision beside =
            decide(policy, each, by_name ? each.port : static_cast<std::uint16_t>(each.port + 1),
                   by_name ? each.foreign : each.names);
        EXPECT_FALSE(beside.allowed) << each.parameter << ": " << beside.id;
    }
}

TEST(OpenParameters, AreClosedUntilSetAndNamedAsTheReason) {
    for (const OpenCase& each : open_cases()) {
        const Policy policy = policy_of(each, each.others);
        EXPECT_FALSE(decide(policy, each, each.port, each.names).allowed) << each.parameter;
        const std::vector<Applicability> all = applicabilities(policy);
        const auto found = std::find_if(all.begin(), all.end(), [&](const Applicability& applicability) {
            return applicability.requirement->id == each.requirement;
        });
        ASSERT_NE(found, all.end()) << each.requirement;
        EXPECT_NE(found->parameter_missing.find(each.parameter), std::string::npos)
            << each.requirement << " without " << each.parameter << ": '" << found->parameter_missing << "'";
    }
}

}  // namespace
}  // namespace portolan::policy
