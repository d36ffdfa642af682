#include "policy/test_world.hpp"

#include "policy/site_loader.hpp"
#include "profiles/profile_loader.hpp"

namespace portolan::policy {

Policy test_policy(std::string_view site, std::string_view profile_text) {
    std::vector<profiles::Profile> library;
    Result<profiles::Profile> profile = profiles::parse_profile(profile_text, "demo.yaml");
    if (!profile) panic(profile.error().text());
    library.push_back(std::move(*profile));
    Result<Site> parsed = parse_site(site, "site.yaml", library);
    if (!parsed) panic(parsed.error().text());
    Result<Policy> policy = Policy::compile(std::move(library), std::move(*parsed));
    if (!policy) panic(policy.error().text());
    return std::move(*policy);
}

std::string excepting_site(bool enforce) {
    constexpr std::string_view kExceptions = R"(exceptions:
  - {id: EX-1, from: agent-1, to: 203.0.113.9, protocol: tcp, ports: [8443, 9000-9010], reason: vendor support, ticket: "4711",
     owner: network-team, valid_from: 2026-12-01, valid_until: 2027-01-01}
  - {id: EX-2, from: desk-1, to: agent-1, protocol: tcp, ports: [22], reason: repair, owner: it, valid_from: 2026-12-01,
     valid_until: 2027-01-01}
  - {id: EX-3, from: agent-1, to: 203.0.113.0/24, protocol: tcp, ports: [8443], reason: move, owner: it,
     valid_from: "2026-12-15T08:00:00Z", valid_until: 2027-02-01}
  - {id: EX-4, from: agent-1, to: floor-1, protocol: udp, ports: [160-161], reason: old SNMP, owner: it, valid_from: 2026-12-01,
     valid_until: 2027-01-01}
  - {id: EX-5, from: desk-1, to: floor-1, protocol: icmp, reason: ping, owner: it, valid_from: 2026-12-01, valid_until: 2027-01-01}
)";
    std::string site(kTestSite);
    const std::string_view product = "  demo:\n";
    if (enforce) site.insert(site.find(product) + product.size(), "    enforcement: enforce\n");
    return site.insert(site.find("products:"), kExceptions);
}

std::string narrow_site() {
    std::string site(kTestSite);
    const std::string_view wide = "wide: \"on\"";
    return site.replace(site.find(wide), wide.size(), "wide: \"off\"");
}

evidence::Flow test_flow(const char* from, const char* to, Protocol protocol, std::uint16_t port) {
    evidence::Flow flow;
    flow.initiator = *Address::parse(from);
    flow.responder = *Address::parse(to);
    flow.protocol = protocol;
    flow.responder_port = port;
    flow.packets_out = 6;
    flow.packets_in = 6;
    flow.answered = true;
    return flow;
}

}  // namespace portolan::policy
