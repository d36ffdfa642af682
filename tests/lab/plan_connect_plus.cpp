// A Connect+/SendPro P franking machine: mode url, one resolver, TeamViewer by port 5938.
#include "tests/lab/clear_talk.hpp"
#include "tests/lab/dns_talk.hpp"
#include "tests/lab/plan.hpp"
#include "tests/lab/tls_talk.hpp"

namespace portolan::lab {
namespace {

constexpr std::string_view kProduct = "connect-plus";
constexpr std::string_view kMachine = "franking-1";
constexpr std::string_view kOut = "default-deny/connectplus-system/out CPLUS-172";
constexpr std::string_view kInbound = "CPLUS-004 CPLUS-178 CPLUS-187";
// What the document says of every HTTPS exchange with a Pitney Bowes server, besides the server's own line.
constexpr std::string_view kSecure =
    " CPLUS-008 CPLUS-021 CPLUS-024 CPLUS-025 CPLUS-026 CPLUS-031 CPLUS-032 CPLUS-005 CPLUS-015 CPLUS-038 "
    "CPLUS-039 "
    "CPLUS-165 CPLUS-166 CPLUS-191";
constexpr std::string_view kClear = " CPLUS-007 CPLUS-019 CPLUS-005 CPLUS-015 CPLUS-038 CPLUS-039 CPLUS-165";

std::string ids(std::string_view own, std::string_view shared) {
    return std::string(own) + std::string(shared);
}

Conversation https(std::string_view name, std::string_view server, std::string_view own, double at,
                   std::uint64_t seed, std::string_view why) {
    return {.name = name,
            .product = kProduct,
            .from = kMachine,
            .to = server,
            .port = 443,
            .turns = tls({.sni = server, .version = 0x0303, .request = 260}, seed),
            .at = {at},
            .lookup = true,
            .expected = {"conforming", ids(own, kSecure)},
            .why = why};
}

Conversation plain(std::string_view name, std::string_view server, std::string_view target,
                   std::string_view own, double at, std::string_view why) {
    return {.name = name,
            .product = kProduct,
            .from = kMachine,
            .to = server,
            .port = 80,
            .turns = http({.target = target,
                           .host = server,
                           .agent = "ConnectPlus/7.2",
                           .type = "text/xml",
                           .body = "<ok/>"}),
            .at = {at},
            .lookup = true,
            .expected = {"conforming", ids(own, kClear)},
            .why = why};
}

std::vector<Conversation> documented() {
    std::vector<Conversation> out{
        https("cplus-distribution", "distservp1.pb.com", "CPLUS-080", 60, 301, "power-on: configuration"),
        https("cplus-funds", "cometservc1.pb.com", "CPLUS-092", 64, 302, "postage refill"),
        https("cplus-transactions", "pbgdspp1.pb.com", "CPLUS-099 CPLUS-117 CPLUS-119", 150, 303,
              "transactions"),
        https("cplus-application", "ms1app.pb.com", "CPLUS-122 CPLUS-124", 152, 304, "application data"),
        https("cplus-system-updates", "smt.pb.com", "CPLUS-114", 240, 305, "operating system updates"),
        plain("cplus-antivirus", "clamserver.pb.com", "/daily.cvd", "CPLUS-104 CPLUS-018 CPLUS-176", 242,
              "antivirus signatures, clear text as documented"),
        plain("cplus-funds-http", "cometservc1.pb.com", "/T3cometsserver_03.asp", "CPLUS-087", 66,
              "the funds server over HTTP too"),
        plain("cplus-account", "fr.pitneybowes.ca", "/signin", "CPLUS-137", 300,
              "\"your account\", on by default"),
        {.name = "cplus-teamviewer",
         .product = kProduct,
         .from = kMachine,
         .to = "router7.teamviewer.com",
         .port = 5938,
         .turns = opaque(120, 160, 306),
         .at = {420},
         .expected = {"conforming", "CPLUS-049 CPLUS-043 CPLUS-048 CPLUS-051 CPLUS-195"},
         .why = "a session that the user started"},
        {.name = "cplus-teamviewer-443",
         .product = kProduct,
         .from = kMachine,
         .to = "router7.teamviewer.com",
         .port = 443,
         .turns = tls({.sni = "router7.teamviewer.com"}, 307),
         .at = {418},
         .lookup = true,
         .expected = {"conforming", "CPLUS-056 CPLUS-046 CPLUS-043 CPLUS-195 CPLUS-020"},
         .why = "*.teamviewer.com"},
        {.name = "cplus-dns-tcp",
         .product = kProduct,
         .from = kMachine,
         .to = "resolver",
         .port = 53,
         .turns = dns({.name = "www.pb.com", .addresses = {Address::from_v4(0xcb007132)}, .tcp = true}, 308),
         .at = {244},
         .expected = {"conforming", "CPLUS-035 CPLUS-009 CPLUS-033"},
         .why = "DNS over TCP"},
    };
    return out;
}

std::vector<Conversation> not_documented() {
    return {
        {.name = "cplus-port-4433",
         .product = kProduct,
         .from = kMachine,
         .to = "distservp1.pb.com",
         .port = 4433,
         .ending = Ending::refused,
         .at = {61},
         .expected = {"undocumented", std::string(kOut)},
         .why = "not 443"},
        {.name = "cplus-apex",
         .product = kProduct,
         .from = kMachine,
         .to = "pb.com",
         .port = 443,
         .turns = tls({.sni = "pb.com", .version = 0x0303}, 311),
         .at = {250},
         .lookup = true,
         .expected = {"undocumented", std::string(kOut)},
         .why = "pb.com itself is not listed"},
        {.name = "cplus-foreign-sni",
         .product = kProduct,
         .from = kMachine,
         .to = "distservp1.pb.com",
         .port = 443,
         .turns = tls({.sni = "files.example", .version = 0x0303}, 312),
         .at = {252},
         .expected = {"undocumented", std::string(kOut) + " CPLUS-080" + std::string(kSecure)},
         .why = "the documented address, another server's name"},
        {.name = "cplus-foreign-host",
         .product = kProduct,
         .from = kMachine,
         .to = "clamserver.pb.com",
         .port = 80,
         .turns = http({.target = "/drop", .host = "files.example"}),
         .at = {254},
         .expected = {"undocumented",
                      std::string(kOut) + " CPLUS-104 CPLUS-018 CPLUS-176" + std::string(kClear)},
         .why = "the documented address, another site's Host"},
        {.name = "cplus-sendpro-off",
         .product = kProduct,
         .from = kMachine,
         .to = "sending.us.pitneybowes.com",
         .port = 443,
         .turns = tls({.sni = "sending.us.pitneybowes.com"}, 313),
         .at = {256},
         .lookup = true,
         .expected = {"undocumented", std::string(kOut)},
         .why = "option sendpro is off"},
        {.name = "cplus-ntp",
         .product = kProduct,
         .from = kMachine,
         .to = "distservp1.pb.com",
         .protocol = Protocol::udp,
         .port = 123,
         .turns = {{.bytes = be8(0x23) + Octets(47, '\0')}},
         .ending = Ending::silent,
         .at = {62},
         .expected = {"undocumented", std::string(kOut)},
         .why = "time is not documented"},
        {.name = "cplus-inbound-admin",
         .product = kProduct,
         .from = "admin-pc",
         .to = kMachine,
         .port = 80,
         .turns = http({.target = "/", .host = "10.20.4.40"}),
         .at = {270},
         .expected = {"prohibited", std::string(kInbound)},
         .why = "the machine serves nobody"},
        {.name = "cplus-inbound-scan",
         .product = kProduct,
         .from = "scanner",
         .to = kMachine,
         .port = 443,
         .ending = Ending::refused,
         .at = {272},
         .expected = {"prohibited", std::string(kInbound) + " CPLUS-045"},
         .why = "from the Internet"},
    };
}

}  // namespace

std::vector<Conversation> connect_plus_plan() {
    std::vector<Conversation> out = documented();
    for (Conversation& talk : not_documented())
        out.push_back(std::move(talk));
    return out;
}

}  // namespace portolan::lab
