#include "appliance/report/sample_assessment.hpp"

#include <fmt/format.h>

namespace portolan::report {
namespace {

using evidence::Fact;
using evidence::Facts;

Facts facts_of(std::initializer_list<std::pair<Fact, const char*>> entries) {
    Facts facts;
    for (const auto& [fact, value] : entries)
        facts.set(fact, value);
    return facts;
}

Product dca4() {
    Product product{
        .id = "dca4",
        .title = "KDFM eXplorer DCA4",
        .version = "1.0.0",
        .enforcement = "observe",
        .document = {.file = "000_0c1447ec84227170.txt",
                     .title = "Seguridad Plataforma – DCA versión 4",
                     .edition = "",
                     .language = "es",
                     .sha256 = "b4792c98fcb9884447ec092d09794e0dc860b0fd77acd14a3db9b49b49ace2ff"},
        .requirements = {}};
    product.requirements = {
        {.id = "DCA4-007",
         .kind = "observation",
         .level = "informational",
         .lines = "10",
         .quote = "CSA Star Level 2",
         .condition = "",
         .documents = "",
         .note = "",
         .verdict = "",
         .reason = "",
         .subjects = {}},
        {.id = "DCA4-023",
         .kind = "control",
         .level = "required",
         .lines = "17",
         .quote = "TLS 1.2",
         .condition = "",
         .documents = "restricts DCA4-065: tls >= 1.2",
         .note = "Literally 1.2; read as minimum 1.2 (1.3 accepted)",
         .verdict = "violated",
         .reason = "TLS 1.0 was agreed on 2 of 9 connections",
         .subjects = {{"print-pc 10.20.4.5",
                       "violated",
                       "2 connections agreed on TLS 1.0",
                       {"flow 10.20.4.5 -> 13.80.42.210 tcp/443, 18 packets, answered, tls 1.0",
                        "flow 10.20.4.5 -> 13.80.42.210 tcp/443, 22 packets, answered, tls 1.0"}},
                      {"print-pc-2 10.20.4.6",
                       "verified",
                       "7 connections with TLS 1.2 or later",
                       {"flow 10.20.4.6 -> 13.80.42.210 tcp/443, 96 packets, answered, tls 1.3"}}}},
        {.id = "DCA4-036",
         .kind = "flow",
         .level = "conditional",
         .lines = "25,36",
         .quote = "Se necesita el puerto 22 para ejecutar Device Web Access usando el protocolo SSH",
         .condition = "dwa = on",
         .documents = "dca-agent -> vendor-cloud tcp/22 *.mpsmonitor.com",
         .note = "Remote sessions ride inside the tunnel and cannot be inspected",
         .verdict = "failing",
         .reason = "no answer to 4 of 4 attempts",
         .subjects = {{"print-pc 10.20.4.5",
                       "failing",
                       "4 attempts, none answered",
                       {"flow 10.20.4.5 -> 13.80.42.210 tcp/22, 4 packets, no answer"}}}},
        {.id = "DCA4-038",
         .kind = "control",
         .level = "required",
         .lines = "26",
         .quote = "solo para el rango de direcciones IP configuradas",
         .condition = "",
         .documents = "prohibits dca-agent -> printer outside printer_ranges",
         .note = "",
         .verdict = "violated",
         .reason = "3 flows to printers outside 10.20.8.0/22 were answered",
         .subjects = {{"print-pc 10.20.4.5",
                       "violated",
                       "3 flows to 10.20.31.7, answered",
                       {"flow 10.20.4.5 -> 10.20.31.7 udp/161, 12 packets, answered, snmp v2c"}}}},
        {.id = "DCA4-065",
         .kind = "endpoint",
         .level = "required",
         .lines = "48,50,51",
         .quote = "https://dca4.mpsmonitor.com HTTP2, GRPC",
         .condition = "",
         .documents = "dca-agent -> vendor-cloud tcp/443 dca4.mpsmonitor.com",
         .note = "",
         .verdict = "verified",
         .reason = "conforming and answered",
         .subjects =
             {{"print-pc 10.20.4.5",
               "verified",
               "7 conforming flows, all answered",
               {"flow 10.20.4.5 -> 13.80.42.210 tcp/443, 240 packets, answered, sni dca4.mpsmonitor.com"}}}},
        {.id = "DCA4-066",
         .kind = "endpoint",
         .level = "required",
         .lines = "49",
         .quote = "Zebra: puertos 9100 y 6101",
         .condition = "zebra = on",
         .documents = "dca-agent -> printer tcp/9100,6101",
         .note = "",
         .verdict = "not-applicable",
         .reason = "option zebra is off (site.yaml)",
         .subjects = {}}};
    return product;
}

Product connect_plus() {
    Product product{
        .id = "connect-plus",
        .title = "Pitney Bowes Connect+/SendPro P",
        .version = "1.0.0",
        .enforcement = "enforce",
        .document = {.file = "002_876b517874d086d5.txt",
                     .title = "Connect+ / SendPro P: Configuration réseau",
                     .edition = "SDC-2019",
                     .language = "fr",
                     .sha256 = "0a8e9deb30309ef950b6f625e7cc7e4c1b0d95960b02cb12f0d97de39f5353e2"},
        .requirements = {}};
    product.requirements = {
        {.id = "CPLUS-045",
         .kind = "control",
         .level = "required",
         .lines = "68",
         .quote = "il est impossible d'accéder au système sans son aide",
         .condition = "",
         .documents = "prohibits internet -> connectplus-system any",
         .note = "",
         .verdict = "verified",
         .reason = "5 attempts, none answered",
         .subjects = {{"mailroom 192.0.2.20", "verified", "5 attempts, none answered", {}}}},
        {.id = "CPLUS-105",
         .kind = "endpoint",
         .level = "required",
         .lines = "131",
         .quote = "199.231.45.165",
         .condition = "",
         .documents = "connectplus-system -> clamserver.pb.com tcp/80 199.231.45.165",
         .note = "",
         .verdict = "unseen",
         .reason = "no flow in the window",
         .subjects = {{"mailroom 192.0.2.20", "unseen", "", {}}}},
        {.id = "CPLUS-106",
         .kind = "flow",
         .level = "required",
         .lines = "132",
         .quote = "Résolution DNS (port 53)",
         .condition = "",
         .documents = "connectplus-system -> dns-server udp/53",
         .note = "",
         .verdict = "unknown",
         .reason = "out of reach: no packet of the subject was in the capture",
         .subjects = {{"mailroom-2 192.0.2.21", "unknown", "out of reach", {}}}}};
    return product;
}

Product snep7() {
    Product product{
        .id = "snep7",
        .title = "SNEP7 PBX",
        .version = "1.0.0",
        .enforcement = "observe",
        .document = {.file = "003_618d3d64985c3686.txt",
                     .title = "Segurança no SNEP7",
                     .edition = "",
                     .language = "pt",
                     .sha256 = "b6e9e10649a7b6e94e8aa85cf656894c62037de9fd55b5aee1d35af3311e0171"},
        .requirements = {}};
    product.requirements = {{.id = "SNEP7-029",
                             .kind = "control",
                             .level = "required",
                             .lines = "51",
                             .quote = "protegido por tokens individuais de acesso",
                             .condition = "",
                             .documents = "",
                             .note = "",
                             .verdict = "attested",
                             .reason = "by voice-team until 2027-03-31",
                             .subjects = {{"pbx-1 10.20.6.2",
                                           "attested",
                                           "by voice-team until 2027-03-31",
                                           {"attestation ticket 5120"}}}},
                            {.id = "SNEP7-033",
                             .kind = "control",
                             .level = "required",
                             .lines = "55,57",
                             .quote = "na cloud o backup fica retido por 30 dias",
                             .condition = "",
                             .documents = "",
                             .note = "",
                             .verdict = "unknown",
                             .reason = "stale: the attestation has expired",
                             .subjects = {},
                             .of_vendor = true},
                            {.id = "SNEP7-089",
                             .kind = "flow",
                             .level = "required",
                             .lines = "140,146,150",
                             .quote = "Porta: 5000 (ITC)",
                             .condition = "deploy = on-prem",
                             .documents = "web-user -> pbx tcp/5000",
                             .note = "ITC is not explained",
                             .verdict = "unknown",
                             .reason = "parameter internal_networks is not set",
                             .subjects = {}}};
    return product;
}

FlowRow flow(std::string product, std::string verdict, std::string initiator, std::string responder,
             std::string protocol, std::uint16_t port) {
    FlowRow row;
    row.product = std::move(product);
    row.verdict = std::move(verdict);
    row.action = "seen";
    row.initiator = std::move(initiator);
    row.responder = std::move(responder);
    row.protocol = std::move(protocol);
    row.port = port;
    row.packets = 12;
    row.bytes = 4820;
    row.answered = true;
    row.first = "2026-11-22T10:04:11.000000Z";
    row.last = "2026-11-22T10:04:12.500000Z";
    return row;
}

std::vector<FlowRow> conforming_flows() {
    FlowRow cloud = flow("dca4", "conforming", "10.20.4.5", "13.80.42.210", "tcp", 443);
    cloud.initiator_asset = "print-pc";
    cloud.requirement = cloud.decision = "DCA4-065";
    cloud.also = {"DCA4-023"};
    cloud.names = {"dca4.mpsmonitor.com"};
    cloud.facts = facts_of({{Fact::sni, "dca4.mpsmonitor.com"}, {Fact::alpn, "h2"}, {Fact::tls, "1.3"}});
    cloud.packets = 240;
    cloud.bytes = 1'204'551;
    FlowRow ungoverned = flow("", "ungoverned", "10.20.9.14", "2001:db8:4:1:225:90ff:fe12:3456", "udp", 53);
    ungoverned.decision = "ungoverned/inside/outside";
    return {cloud, ungoverned};
}

std::vector<FlowRow> odd_flows() {
    FlowRow old_tls = flow("dca4", "deviating", "10.20.4.5", "13.80.42.210", "tcp", 443);
    old_tls.initiator_asset = "print-pc";
    old_tls.requirement = old_tls.decision = "DCA4-023";
    old_tls.reason = "tls: seen 1.0, documented at least 1.2 (DCA4-023)";
    old_tls.names = {"dca4.mpsmonitor.com"};
    old_tls.facts = facts_of({{Fact::sni, "dca4.mpsmonitor.com"}, {Fact::tls, "1.0"}});
    FlowRow outside = flow("dca4", "prohibited", "10.20.4.5", "10.20.31.7", "udp", 161);
    outside.initiator_asset = "print-pc";
    outside.requirement = outside.decision = "DCA4-038";
    outside.reason = "forbidden by DCA4-038: printer outside printer_ranges";
    outside.facts = facts_of({{Fact::snmp, "v2c"}});
    FlowRow unknown = flow("dca4", "undocumented", "10.20.4.5", "203.0.113.9", "tcp", 8443);
    unknown.initiator_asset = "print-pc";
    unknown.decision = "default-deny/dca-agent/out";
    unknown.reason = "nearest: DCA4-065, port 443 instead of 8443";
    unknown.names = {"<script>alert(1)</script>.example"};
    unknown.facts =
        facts_of({{Fact::sni, "evil\xE2\x80\xAEmoc.elgoog"}, {Fact::app, "\x1b]0;owned\x07https"}});
    FlowRow again = unknown;
    again.answered = false;
    again.packets = 3;
    again.last = "2026-11-22T10:59:12.500000Z";
    FlowRow six =
        flow("snep7", "undocumented", "2001:db8:ffff:4444:225:90ff:fe12:3456", "2001:db8:20:6::2", "tcp", 23);
    six.responder_asset = "pbx-1";
    six.decision = "default-deny/pbx/in";
    six.reason = "no requirement of snep7 names tcp/23";
    FlowRow ping = flow("connect-plus", "undocumented", "192.0.2.20", "198.51.100.7", "icmp", 0);
    ping.initiator_asset = "mailroom";
    ping.decision = "default-deny/connectplus-system/out";
    ping.facts = facts_of({{Fact::icmp, "echo-request"}});
    return {old_tls, outside, outside, unknown, again, six, ping};
}

}  // namespace

Assessment sample_assessment() {
    Assessment assessment;
    assessment.site = "hospital-norte";
    assessment.policy = "3f2a9c01b7de";
    assessment.version = "0.1.0";
    assessment.made = "2026-11-22T15:00:00.000000Z";
    assessment.captures = {"dmz-monday.pcapng", "core-monday.pcap"};
    assessment.from = "2026-11-22T10:00:00.000000Z";
    assessment.to = "2026-11-22T11:12:30.000000Z";
    assessment.packets = 48'120;
    assessment.products = {dca4(), connect_plus(), snep7()};
    assessment.flows = conforming_flows();
    for (FlowRow& row : odd_flows())
        assessment.flows.push_back(std::move(row));
    assessment.not_covered = {{"arp", 412}, {"ip fragment", 3}, {"truncated header", 1}};
    assessment.incomplete = {
        "core-monday.pcap: ends inside packet 4711 at byte 99123; the 4710 packets before it were read"};
    return assessment;
}

Assessment large_assessment(std::size_t requirements, std::size_t flows) {
    Assessment assessment = sample_assessment();
    const Assessment small = assessment;
    std::size_t made = 0;
    for (const Product& product : small.products)
        made += product.requirements.size();
    for (std::size_t i = 0; made < requirements; ++i, ++made) {
        Product& product = assessment.products[i % assessment.products.size()];
        const std::vector<Requirement>& source = small.products[i % small.products.size()].requirements;
        Requirement requirement = source[i / small.products.size() % source.size()];
        if (requirement.verdict == "violated" || requirement.verdict == "failing")
            requirement.verdict = "verified";
        requirement.id = fmt::format("{}-{}", requirement.id.substr(0, requirement.id.find('-')), 200 + i);
        product.requirements.push_back(std::move(requirement));
    }
    for (std::size_t i = 0; assessment.flows.size() < flows; ++i) {
        FlowRow row = small.flows[i % small.flows.size()];
        if (row.verdict == "undocumented" && row.port != 0)
            row.port = static_cast<std::uint16_t>(1024 + i % 60'000);
        assessment.flows.push_back(std::move(row));
    }
    return assessment;
}

Assessment assessment_of(std::string_view text) {
    const std::string word(text);
    const Subject subject{word, word, word, {word, word}};
    const Document document{word, word, word, word, word};
    const Requirement requirement{word, word, word, word, word, word, word, word, word, word, {subject}};
    Requirement violated = requirement;
    violated.verdict = "violated";
    Requirement unknown = requirement;
    unknown.verdict = "unknown";
    FlowRow row = flow(word, word, word, word, word, 80);
    row.requirement = row.decision = row.action = row.reason = row.initiator_asset = row.responder_asset =
        word;
    row.first = row.last = word;
    row.also = row.names = {word};
    row.facts.set(Fact::sni, word);
    Assessment assessment{word, word, word, word, {word}, word, word, 1, {}, {row}, {{word, 1}}, {word}};
    for (const char* verdict : {"prohibited", "deviating", "undocumented", "ungoverned"}) {
        row.verdict = verdict;
        assessment.flows.push_back(row);
    }
    assessment.products = {{word, word, word, word, document, {requirement, violated, unknown}}};
    return assessment;
}

}  // namespace portolan::report
