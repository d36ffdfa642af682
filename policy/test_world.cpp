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
