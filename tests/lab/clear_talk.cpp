#include "tests/lab/clear_talk.hpp"

#include "tests/lab/tls_talk.hpp"

#include <string>

namespace portolan::lab {
namespace {

Turn says(Octets bytes) {
    return {.from = Side::initiator, .bytes = std::move(bytes)};
}
Turn hears(Octets bytes) {
    return {.from = Side::responder, .bytes = std::move(bytes)};
}

Octets text(std::string_view value) {
    return Octets(value);
}

// A binary packet of RFC 4253 section 6 before keys are in force: padded to eight bytes, no MAC.
Octets ssh_packet(const Octets& payload, Dice& dice) {
    std::size_t padding = 8 - (payload.size() + 5) % 8;
    if (padding < 4) padding += 8;
    return be32(1 + payload.size() + padding) + be8(padding) + payload + dice.octets(padding);
}

Octets ssh_list(std::string_view names) {
    return be32(names.size()) + Octets(names);
}

Octets key_exchange_init(Dice& dice) {
    constexpr std::uint8_t kKexInit = 20;
    return be8(kKexInit) + dice.octets(16) + ssh_list("curve25519-sha256") + ssh_list("rsa-sha2-256") +
           ssh_list("aes256-ctr") + ssh_list("aes256-ctr") + ssh_list("hmac-sha2-256") +
           ssh_list("hmac-sha2-256") + ssh_list("none") + ssh_list("none") + ssh_list("") + ssh_list("") +
           be8(0) + be32(0);
}

}  // namespace

Turns http(const HttpTalk& talk) {
    const Octets request = text(talk.method) + " " + text(talk.target) +
                           " HTTP/1.1\r\nHost: " + text(talk.host) + "\r\nUser-Agent: " + text(talk.agent) +
                           "\r\nAccept: */*\r\n" +
                           (talk.method == "POST" ? "Content-Length: 0\r\n\r\n" : "\r\n");
    const Octets response = "HTTP/1.1 " + text(talk.status) + "\r\nContent-Type: " + text(talk.type) +
                            "\r\nContent-Length: " + std::to_string(talk.body.size()) +
                            "\r\nConnection: close\r\n\r\n" + text(talk.body);
    return {says(request), hears(response)};
}

Turns ssh(std::string_view client, std::string_view server, std::uint64_t seed) {
    Dice dice(seed);
    Turns turns{says("SSH-2.0-" + text(client) + "\r\n"), hears("SSH-2.0-" + text(server) + "\r\n")};
    turns.push_back(says(ssh_packet(key_exchange_init(dice), dice)));
    turns.push_back(hears(ssh_packet(key_exchange_init(dice), dice)));
    return turns;
}

Turns sip_register(const SipTalk& talk, std::uint64_t seed) {
    Dice dice(seed);
    const std::string call = std::to_string(dice.below(1'000'000'000));
    const Octets shared = "Via: SIP/2.0/UDP " + text(talk.phone) + ":5060;branch=z9hG4bK" + call +
                          "\r\nFrom: <sip:" + text(talk.extension) + "@" + text(talk.registrar) +
                          ">;tag=" + call.substr(0, 4) + "\r\nTo: <sip:" + text(talk.extension) + "@" +
                          text(talk.registrar) + ">\r\nCall-ID: " + call + "@" + text(talk.phone) +
                          "\r\nCSeq: 1 REGISTER\r\nContact: <sip:" + text(talk.extension) + "@" +
                          text(talk.phone) + ":5060>\r\nExpires: 300\r\n";
    const Octets request = "REGISTER sip:" + text(talk.registrar) + " SIP/2.0\r\n" + shared +
                           "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    return {says(request), hears("SIP/2.0 200 OK\r\n" + shared + "Content-Length: 0\r\n\r\n")};
}

Turns mqtt_connect(std::string_view client_id) {
    const Octets variable = sized16("MQTT") + be8(4) + be8(2) + be16(60) + sized16(client_id);
    return {says(be8(0x10) + sized8(variable)), hears(be8(0x20) + sized8(be16(0))), says(be16(0xc000)),
            hears(be16(0xd000))};
}

Turns ftp_clear(std::string_view server) {
    return {hears("220 " + text(server) + " FTP ready\r\n"),
            says("USER energy\r\n"),
            hears("331 Password required\r\n"),
            says("PASS secret\r\n"),
            hears("230 Logged in\r\n"),
            says("QUIT\r\n"),
            hears("221 Goodbye\r\n")};
}

Turns ftp_auth_tls(std::string_view server, std::uint64_t seed) {
    Turns turns{hears("220 " + text(server) + " FTP ready\r\n"), says("AUTH TLS\r\n"),
                hears("234 Proceed with negotiation\r\n")};
    append_tls(turns, {.version = 0x0303}, seed);
    return turns;
}

Turns smtp_clear(std::string_view server) {
    return {hears("220 " + text(server) + " ESMTP\r\n"),
            says("EHLO diris-1\r\n"),
            hears("250 " + text(server) + "\r\n"),
            says("MAIL FROM:<diris-1@hospital.example>\r\n"),
            hears("250 ok\r\n"),
            says("QUIT\r\n"),
            hears("221 bye\r\n")};
}

Turns raw_print() {
    return {says("\x1b%-12345X@PJL INFO STATUS\r\n\x1b%-12345X"),
            hears("@PJL INFO STATUS\r\nCODE=10001\r\nDISPLAY=\"Ready\"\r\nONLINE=TRUE\r\n\f")};
}

Turns lpr_print() {
    return {says(be8(4) + "labels\n"), hears("labels is ready and printing\nno entries\n")};
}

Turns manager_login() {
    return {hears("Asterisk Call Manager/2.8.0\r\n"),
            says("Action: Login\r\nUsername: crm\r\nSecret: hidden\r\nEvents: off\r\n\r\n"),
            hears("Response: Success\r\nMessage: Authentication accepted\r\n\r\n")};
}

Turns mysql_tls(std::uint64_t seed) {
    Dice dice(seed);
    // Protocol::HandshakeV10 with CLIENT_SSL and CLIENT_PLUGIN_AUTH, then SSLRequest (MySQL client/server
    // protocol).
    const Octets salt(20, 'k');
    const Octets greeting = be8(10) + text("10.6.18-MariaDB") + be8(0) + little32(77) + salt.substr(0, 8) +
                            be8(0) + little16(0xffff) + be8(33) + little16(2) + little16(0x81ff) + be8(21) +
                            Octets(10, '\0') + salt.substr(8) + be8(0) + text("mysql_native_password") +
                            be8(0);
    const Octets request = little32(0x01ffae85) + little32(0x01000000) + be8(33) + Octets(23, '\0');
    const auto packet = [](const Octets& body, std::uint8_t sequence) {
        return little16(body.size()) + be8(0) + be8(sequence) + body;
    };
    Turns turns{hears(packet(greeting, 0)), says(packet(request, 1))};
    append_tls(turns, {.version = 0x0303, .request = 120, .response = 90}, dice.next());
    return turns;
}

Turns opaque(std::size_t request, std::size_t response, std::uint64_t seed) {
    Dice dice(seed);
    Turns turns{says(dice.octets(request))};
    if (response > 0) turns.push_back(hears(dice.octets(response)));
    return turns;
}

Turns netbios_status(std::uint64_t seed) {
    Dice dice(seed);
    const Octets any = "CK" + Octets(30, 'A');  // "*" in first-level encoding
    const Octets question = sized8(any) + be8(0) + be16(0x21) + be16(1);
    const Octets id = be16(dice.below(0x10000));
    const Octets name = "FLOOR-1        ";
    const Octets status = be8(1) + name + be8(0) + be16(0x0400) + dice.octets(6) + Octets(40, '\0');
    return {says(id + be16(0) + be16(1) + be16(0) + be32(0) + question),
            hears(id + be16(0x8400) + be16(0) + be16(1) + be32(0) + question + be32(0) + sized16(status))};
}

Turns echo() {
    return {};
}

}  // namespace portolan::lab
