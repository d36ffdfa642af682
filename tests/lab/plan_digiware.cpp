// A SOCOMEC DIRIS Digiware gateway: HTTPS 443, SNMP 161, FTPS 990, SMTPS 465, set by the operator because the
// document names no port.
#include "tests/lab/clear_talk.hpp"
#include "tests/lab/plan.hpp"
#include "tests/lab/snmp_talk.hpp"
#include "tests/lab/tls_talk.hpp"

namespace portolan::lab {
namespace {

constexpr std::string_view kDigiware = "digiware";
constexpr std::string_view kGateway = "diris-1";
constexpr std::string_view kIn =
    "default-deny/digiware-gateway/in DIGI-010 DIGI-011 DIGI-022 DIGI-027 DIGI-034 DIGI-035";
constexpr std::string_view kWeb = "DIGI-019 DIGI-015 DIGI-010 DIGI-011 DIGI-022 DIGI-027 DIGI-034 DIGI-035";

std::vector<Conversation> documented() {
    return {
        {.name = "digi-web",
         .product = kDigiware,
         .from = "energy-pc",
         .to = kGateway,
         .port = 443,
         .turns = tls({.alpn = {"http/1.1"}, .version = 0x0303}, 501),
         .at = every(80, 200, 3),
         .expected = {"conforming", std::string(kWeb)},
         .why = "WEBVIEW-M over HTTPS"},
        {.name = "digi-snmp",
         .product = kDigiware,
         .from = "scada-1",
         .to = kGateway,
         .protocol = Protocol::udp,
         .port = 161,
         .turns = snmp({.version = SnmpVersion::v3}, 502),
         .at = every(1, 60, 10),
         .expected = {"conforming", "DIGI-018 DIGI-015"},
         .why = "SNMPv3 each minute"},
        {.name = "digi-export",
         .product = kDigiware,
         .from = kGateway,
         .to = "export-1",
         .port = 990,
         .turns = tls({.version = 0x0303, .request = 700, .response = 60}, 503),
         .at = {302},
         .expected = {"conforming", "DIGI-016 DIGI-015"},
         .why = "data export, implicit FTPS"},
        {.name = "digi-alarm",
         .product = kDigiware,
         .from = kGateway,
         .to = "mail-1",
         .port = 465,
         .turns = tls({.version = 0x0303, .request = 400, .response = 80}, 504),
         .at = {304},
         .expected = {"conforming", "DIGI-017 DIGI-015"},
         .why = "alarm mail, SMTPS"},
    };
}

std::vector<Conversation> clear_text() {
    return {
        {.name = "digi-snmp-v2c",
         .product = kDigiware,
         .from = "scada-1",
         .to = kGateway,
         .protocol = Protocol::udp,
         .port = 161,
         .turns = snmp({.version = SnmpVersion::v2c}, 511),
         .at = {31, 331},
         .expected = {"prohibited", "DIGI-015 DIGI-018"},
         .why = "secure versions are to be forced"},
        {.name = "digi-http",
         .product = kDigiware,
         .from = "energy-pc",
         .to = kGateway,
         .port = 80,
         .turns = http({.target = "/index.html", .host = "10.20.20.15"}),
         .at = {78},
         .expected = {"prohibited", "DIGI-015 DIGI-019"},
         .why = "the web interface in clear text"},
    };
}

std::vector<Conversation> not_documented() {
    return {
        {.name = "digi-port-8080",
         .product = kDigiware,
         .from = "energy-pc",
         .to = kGateway,
         .port = 8080,
         .ending = Ending::refused,
         .at = {79},
         .expected = {"undocumented", std::string(kIn)},
         .why = "not selected"},
        {.name = "digi-stranger",
         .product = kDigiware,
         .from = "workstation",
         .to = kGateway,
         .port = 443,
         .turns = tls({.version = 0x0303}, 521),
         .at = {82},
         .expected = {"undocumented", std::string(kIn)},
         .why = "not a WEBVIEW user"},
        {.name = "digi-snmp-tcp",
         .product = kDigiware,
         .from = "scada-1",
         .to = kGateway,
         .port = 161,
         .ending = Ending::refused,
         .at = {84},
         .expected = {"undocumented", std::string(kIn)},
         .why = "TCP instead of UDP"},
        {.name = "digi-modbus",
         .product = kDigiware,
         .from = "scada-1",
         .to = kGateway,
         .port = 502,
         .ending = Ending::silent,
         .at = {86},
         .expected = {"undocumented", std::string(kIn)},
         .why = "Modbus is not in the document's extract"},
        {.name = "digi-calls-out",
         .product = kDigiware,
         .from = kGateway,
         .to = "www.example.org",
         .port = 443,
         .turns = tls({.sni = "www.example.org", .version = 0x0303}, 522),
         .at = {306},
         .expected = {"undocumented", "default-deny/digiware-gateway/out DIGI-022"},
         .why = "outgoing is controlled too"},
    };
}

}  // namespace

std::vector<Conversation> digiware_plan() {
    std::vector<Conversation> out;
    for (std::vector<Conversation> part : {documented(), clear_text(), not_documented()})
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

}  // namespace portolan::lab
