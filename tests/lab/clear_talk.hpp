// Protocols that speak in clear text, or begin so: one function a conversation.
#pragma once

#include "tests/lab/talk.hpp"

#include <string_view>

namespace portolan::lab {

// HTTP/1.1 (RFC 9112).
struct HttpTalk {
    std::string_view method = "GET";
    std::string_view target = "/";
    std::string_view host = {};
    std::string_view agent = "Mozilla/5.0";
    std::string_view status = "200 OK";
    std::string_view type = "text/html";
    std::string_view body = "<html><title>ok</title></html>\n";
};
Turns http(const HttpTalk& talk);

// SSH identification strings (RFC 4253 section 4.2), then key exchange as two packets.
Turns ssh(std::string_view client, std::string_view server, std::uint64_t seed);

// SIP REGISTER and 200 OK (RFC 3261 section 10).
struct SipTalk {
    std::string_view extension;
    std::string_view phone;  // its address as text
    std::string_view registrar;
};
Turns sip_register(const SipTalk& talk, std::uint64_t seed);

Turns mqtt_connect(std::string_view client_id);                   // MQTT 3.1.1 CONNECT, CONNACK, ping
Turns ftp_clear(std::string_view server);                         // USER, PASS, STOR in clear text
Turns ftp_auth_tls(std::string_view server, std::uint64_t seed);  // RFC 4217
Turns smtp_clear(std::string_view server);                        // an alarm mail in clear text
Turns raw_print();                                                // PJL over port 9100
Turns lpr_print();                                                // RFC 1179
Turns manager_login();                // Asterisk Manager Interface: the server greets
Turns mysql_tls(std::uint64_t seed);  // server greeting, SSLRequest, then TLS
Turns opaque(std::size_t request, std::size_t response, std::uint64_t seed);  // a vendor's own datagrams
Turns netbios_status(std::uint64_t seed);  // node status request (RFC 1002 section 4.2.17)
Turns echo();                              // ICMP echo: no bytes of its own

}  // namespace portolan::lab
