// What can be seen of a flow besides its tuple, by name: the words that profiles, evidence and reports share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace portolan {

// Values are text in the words of the profiles:
enum class Fact : std::uint8_t {
    sni,      // TLS server name, normal form
    host,     // HTTP Host without port, normal form
    alpn,     // offered protocols, comma-separated: "h2,http/1.1"
    tls,      // highest version offered or agreed: "1.0" .. "1.3"; "none" = clear text; "yes" = TLS, version
              // unseen
    app,      // application recognised: "https", "http", "mqtt", "sip", ...; a person's words in case files
    http,     // "METHOD target" of the first request; the recorder keeps the path and no query values
    snmp,     // "v1", "v2c", "v3"
    ssh,      // software banner of the server or client, without comments
    sip,      // method of the first request
    mqtt,     // protocol level of CONNECT: "3.1", "3.1.1", "5.0"
    icmp,     // type by name: "echo-request", "redirect", ...
    segment,  // "same broadcast domain" or "different"
    via,      // "grid-link" (inside the vendor's private link) or "internet"
    nat,      // "dnat", "masquerade", "dnat+masquerade", "dnat+snat-to-lan"
    mac,      // source MAC address, lower case
    src_country,  // ISO 3166 code of the source address
    rate,         // new connections per second from one source: "51/s"
    failures,     // failed authentications: "5 in 600 s"
    bad_routes,   // requests to forbidden web routes: "5 in 600 s"
    ext_remote,   // "authorised" or "no": whether the extension may register from outside
};

std::string_view fact_name(Fact fact);
std::optional<Fact> parse_fact(std::string_view name);

}  // namespace portolan
