// What was seen of a flow besides its tuple. Recorder, explain and probes fill it; assess compares it with
// what the profiles document. A fact that is absent was not seen, and never deviates.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::evidence {

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

// Few facts per flow: a sorted vector beats a map.
class Facts {
public:
    void set(Fact fact, std::string value) {
        const auto at = lower(fact);
        if (at != entries_.end() && at->first == fact) {
            at->second = std::move(value);
        } else {
            entries_.emplace(at, fact, std::move(value));
        }
    }
    // Null where the fact was not seen.
    [[nodiscard]] const std::string* find(Fact fact) const {
        for (const auto& [key, value] : entries_)
            if (key == fact) return &value;
        return nullptr;
    }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    friend bool operator==(const Facts&, const Facts&) = default;

private:
    std::vector<std::pair<Fact, std::string>>::iterator lower(Fact fact) {
        return std::lower_bound(entries_.begin(), entries_.end(), fact,
                                [](const auto& entry, Fact key) { return entry.first < key; });
    }
    std::vector<std::pair<Fact, std::string>> entries_;
};

}  // namespace portolan::evidence
