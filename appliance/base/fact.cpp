#include "appliance/base/fact.hpp"

#include <array>

namespace portolan {
namespace {

constexpr std::array<std::string_view, 20> kNames = {
    "sni",  "host",    "alpn", "tls", "app", "http",        "snmp", "ssh",      "sip",        "mqtt",
    "icmp", "segment", "via",  "nat", "mac", "src_country", "rate", "failures", "bad_routes", "ext_remote"};

}  // namespace

std::string_view fact_name(Fact fact) {
    return kNames[static_cast<std::size_t>(fact)];
}

std::optional<Fact> parse_fact(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name) return static_cast<Fact>(i);
    return std::nullopt;
}

}  // namespace portolan
