// SNEP7 on premises: internal networks 10.20.0.0/16, no redirect, no rtp_range.
#include "tests/lab/clear_talk.hpp"
#include "tests/lab/plan.hpp"
#include "tests/lab/tls_talk.hpp"

namespace portolan::lab {
namespace {

constexpr std::string_view kSnep7 = "snep7";
constexpr std::string_view kPbx = "pbx-1";
constexpr std::string_view kInside = "default-deny/pbx/in SNEP7-095";
constexpr std::string_view kOutside = "default-deny/pbx/in SNEP7-094 SNEP7-095";
constexpr std::string_view kLists = " SNEP7-094 SNEP7-095";

std::string listed(std::string_view id) {
    return std::string(id) + std::string(kLists);
}

Conversation registration(std::string_view name, std::string_view phone, std::string_view extension,
                          double at) {
    return {.name = name,
            .product = kSnep7,
            .from = phone,
            .to = kPbx,
            .protocol = Protocol::udp,
            .port = 5060,
            .turns = sip_register(
                {.extension = extension, .phone = host(phone).address, .registrar = host(kPbx).address},
                seed_of(phone)),
            .at = {at},
            .expected = {"conforming", listed("SNEP7-086")},
            .why = "an extension registers"};
}

Conversation page(std::string_view name, std::string_view from, std::uint16_t port, std::string_view target,
                  std::string_view id, double at, std::string_view why) {
    return {.name = name,
            .product = kSnep7,
            .from = from,
            .to = kPbx,
            .port = port,
            .turns = http({.target = target, .host = host(kPbx).address}),
            .at = every(at, 240, 2),
            .expected = {"conforming", listed(id)},
            .why = why};
}

std::vector<Conversation> documented() {
    return {
        registration("snep7-phone-101", "desk-101", "101", 3),
        registration("snep7-phone-102", "desk-102", "102", 3.4),
        registration("snep7-phone-103", "desk-103", "103", 4.1),
        registration("snep7-phone-104", "desk-104", "104", 5.2),
        page("snep7-web", "admin-pc", 80, "/snep/", "SNEP7-087", 110, "SNEP"),
        page("snep7-itc-3000", "workstation", 3000, "/itc", "SNEP7-088", 111, "ITC"),
        page("snep7-itc-5000", "workstation", 5000, "/itc", "SNEP7-089", 112, "ITC"),
        page("snep7-qmanager", "admin-pc", 8080, "/qmanager", "SNEP7-092", 113, "Q-Manager, in clear text"),
        page("snep7-ari", "crm-1", 8088, "/ari/channels", "SNEP7-091", 114, "Asterisk REST Interface"),
        {.name = "snep7-ami",
         .product = kSnep7,
         .from = "crm-1",
         .to = kPbx,
         .port = 5038,
         .turns = manager_login(),
         .at = every(6, 120, 5),
         .expected = {"conforming", listed("SNEP7-090")},
         .why = "Asterisk Manager Interface"},
        {.name = "snep7-ssh",
         .product = kSnep7,
         .from = "admin-pc",
         .to = kPbx,
         .port = 2522,
         .turns = ssh("OpenSSH_9.2p1 Debian-2+deb12u3", "OpenSSH_8.4p1 Debian-5+deb11u3", 401),
         .at = {160},
         .expected = {"conforming", listed("SNEP7-093")},
         .why = "SSH on the documented port"},
    };
}

std::vector<Conversation> not_documented() {
    return {
        {.name = "snep7-sip-tcp",
         .product = kSnep7,
         .from = "desk-105",
         .to = kPbx,
         .port = 5060,
         .ending = Ending::refused,
         .at = {9},
         .expected = {"undocumented", std::string(kInside)},
         .why = "SIP over TCP"},
        {.name = "snep7-sip-5061",
         .product = kSnep7,
         .from = "desk-105",
         .to = kPbx,
         .protocol = Protocol::udp,
         .port = 5061,
         .turns = sip_register({.extension = "105", .phone = "10.20.12.105", .registrar = "10.20.3.5"}, 411),
         .ending = Ending::silent,
         .at = {10},
         .expected = {"undocumented", std::string(kInside)},
         .why = "one port beside"},
        {.name = "snep7-rtp",
         .product = kSnep7,
         .from = "desk-101",
         .to = kPbx,
         .protocol = Protocol::udp,
         .port = 10500,
         .turns = {{.bytes = be16(0x8008) + be16(1) + be32(160) + be32(0x51ce) + Octets(160, '\xd5')},
                   {.from = Side::responder,
                    .bytes = be16(0x8008) + be16(1) + be32(160) + be32(0x1e57) + Octets(160, '\xd5')}},
         .at = {30},
         .expected = {"undocumented", std::string(kInside)},
         .why = "voice itself: rtp_range is not set"},
        {.name = "snep7-ssh-22",
         .product = kSnep7,
         .from = "workstation",
         .to = kPbx,
         .port = 22,
         .ending = Ending::refused,
         .at = {162},
         .expected = {"undocumented", std::string(kInside)},
         .why = "SSH is on 2522"},
        {.name = "snep7-visitor",
         .product = kSnep7,
         .from = "visitor",
         .to = kPbx,
         .port = 80,
         .turns = http({.target = "/snep/", .host = "10.20.3.5"}),
         .at = {164},
         .expected = {"undocumented", std::string(kOutside)},
         .why = "outside internal_networks"},
        {.name = "snep7-scan",
         .product = kSnep7,
         .from = "scanner",
         .to = kPbx,
         .port = 8088,
         .ending = Ending::silent,
         .at = {274},
         .expected = {"undocumented", std::string(kOutside)},
         .why = "from the Internet, through a forgotten port forward"},
        {.name = "snep7-calls-out",
         .product = kSnep7,
         .from = kPbx,
         .to = "www.example.org",
         .port = 443,
         .turns = tls({.sni = "www.example.org"}, 412),
         .at = {276},
         .expected = {"undocumented", "default-deny/pbx/out"},
         .why = "the PBX reaches the web by itself"},
    };
}

}  // namespace

std::vector<Conversation> snep7_plan() {
    std::vector<Conversation> out = documented();
    for (Conversation& talk : not_documented())
        out.push_back(std::move(talk));
    return out;
}

}  // namespace portolan::lab
