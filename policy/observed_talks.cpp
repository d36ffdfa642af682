#include "policy/observed_talks.hpp"

#include "appliance/base/dns_name.hpp"

#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

// A capture of a scan has millions of kinds of talk, and none of them says what a product needs.
constexpr std::size_t kMostTalks = 200'000;

std::optional<Service> service_of(const evidence::Flow& flow) {
    if (flow.protocol == Protocol::icmp) {
        const std::string* type = flow.facts.find(Fact::icmp);
        if (type == nullptr) return std::nullopt;
        return Service{Protocol::icmp, 0, *type};
    }
    if (flow.protocol == Protocol::other || flow.responder_port == 0) return std::nullopt;
    if (flow.protocol == Protocol::tcp && !flow.answered) return std::nullopt;
    return Service{flow.protocol, flow.responder_port, {}};
}

std::string name_of(const evidence::Flow& flow) {
    if (const std::string* sni = flow.facts.find(Fact::sni))
        if (const std::optional<std::string> name = normalise_name(*sni)) return *name;
    for (const std::string& resolved : flow.names)
        if (const std::optional<std::string> name = normalise_name(resolved)) return *name;
    return {};
}

}  // namespace

std::string Service::text() const {
    return protocol == Protocol::icmp ? "icmp/" + icmp : fmt::format("{}/{}", protocol_name(protocol), port);
}

std::vector<Talk> observed_talks(const evidence::Recording& recording, std::uint64_t& left_out) {
    std::vector<Talk> out;
    std::map<std::tuple<Address, Address, Service, std::string>, std::size_t> known;
    for (const evidence::Flow& flow : recording.flows) {
        const std::optional<Service> service = service_of(flow);
        if (!service) {
            ++left_out;
            continue;
        }
        Talk talk{flow.initiator, flow.responder, *service, name_of(flow), false, false, 0, flow.first};
        if (out.size() == kMostTalks) {
            ++left_out;
            continue;
        }
        const auto [at, fresh] = known.try_emplace({talk.from, talk.to, talk.service, talk.name}, out.size());
        if (fresh) out.push_back(std::move(talk));
        Talk& kept = out[at->second];
        kept.answered |= flow.answered;
        kept.mid_flow |= flow.mid_flow;
        ++kept.flows;
    }
    return out;
}

}  // namespace portolan::policy
