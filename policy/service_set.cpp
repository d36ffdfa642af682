#include "policy/service_set.hpp"

#include "appliance/base/icmp_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

std::vector<std::string> stretches(const std::bitset<65536>& ports, bool wanted) {
    std::vector<std::string> out;
    for (std::size_t at = 1; at < ports.size(); ++at) {
        if (ports[at] != wanted) continue;
        std::size_t last = at;
        while (last + 1 < ports.size() && ports[last + 1] == wanted)
            ++last;
        out.push_back(last == at ? fmt::format("{}", at) : fmt::format("{}-{}", at, last));
        at = last;
    }
    return out;
}

// Port 0 is nobody's: a set of all others is all.
void put_ports(std::string_view protocol, const std::bitset<65536>& ports, std::vector<std::string>& out) {
    const std::vector<std::string> with = stretches(ports, true);
    const std::vector<std::string> without = stretches(ports, false);
    if (without.empty()) {
        out.emplace_back(protocol);
    } else if (without.size() < with.size() || (without.size() == with.size() && ports[65535])) {
        out.push_back(fmt::format("{} but {}", protocol, fmt::join(without, " ")));
    } else {
        for (const std::string& each : with)
            out.push_back(fmt::format("{}/{}", protocol, each));
    }
}

void put_types(bool v6, const std::bitset<256>& types, std::vector<std::string>& out) {
    constexpr std::size_t kMany = 128;
    const bool most = types.count() > kMany;
    std::vector<std::string> names;
    for (unsigned type = 0; type < types.size(); ++type)
        if (types[type] != most) names.push_back(icmp_name(v6, static_cast<std::uint8_t>(type)));
    if (most) {
        out.push_back(names.empty() ? "icmp" : fmt::format("icmp but {}", fmt::join(names, " ")));
        return;
    }
    for (const std::string& name : names)
        out.push_back("icmp/" + name);
}

}  // namespace

void ServiceSet::add(const ruleset::Service& service) {
    std::bitset<65536>& ports = service.protocol == Protocol::tcp ? tcp_ : udp_;
    for (std::uint32_t port = service.ports.first; port <= service.ports.last; ++port)
        ports.set(port);
}

void ServiceSet::add_icmp(bool v6, std::uint8_t type) {
    icmp_[v6 ? 1 : 0].set(type);
}

void ServiceSet::unite(const ServiceSet& more) {
    tcp_ |= more.tcp_;
    udp_ |= more.udp_;
    icmp_[0] |= more.icmp_[0];
    icmp_[1] |= more.icmp_[1];
    other_ = other_ || more.other_;
}

ServiceSet ServiceSet::intersected(const ServiceSet& other) const {
    ServiceSet out = *this;
    out.tcp_ &= other.tcp_;
    out.udp_ &= other.udp_;
    out.icmp_[0] &= other.icmp_[0];
    out.icmp_[1] &= other.icmp_[1];
    out.other_ = out.other_ && other.other_;
    return out;
}

bool ServiceSet::speaks_of(bool v6) const {
    return tcp_.any() || udp_.any() || other_ || icmp_[v6 ? 1 : 0].any();
}

bool ServiceSet::contains(const ruleset::Attempt& attempt) const {
    const bool v6 = !attempt.from.is_v4();
    switch (attempt.protocol) {
        case Protocol::tcp:
            return tcp_[attempt.port];
        case Protocol::udp:
            return udp_[attempt.port];
        case Protocol::icmp:
            for (unsigned type = 0; attempt.icmp && type < 256; ++type)
                if (icmp_[v6 ? 1 : 0][type] &&
                    icmp_name(v6, static_cast<std::uint8_t>(type)) == *attempt.icmp)
                    return true;
            return false;
        case Protocol::other:
            break;
    }
    return other_;
}

ServiceSet::Sample ServiceSet::sample(bool v6) const {
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        const std::bitset<65536>& ports = protocol == Protocol::tcp ? tcp_ : udp_;
        for (std::size_t port = 1; port < ports.size(); ++port)
            if (ports[port]) return {protocol, static_cast<std::uint16_t>(port), 0};
    }
    const std::bitset<256>& types = icmp_[v6 ? 1 : 0];
    const std::uint8_t echo = v6 ? 128 : 8;
    if (types[echo]) return {Protocol::icmp, 0, echo};
    for (unsigned type = 0; type < types.size(); ++type)
        if (types[type]) return {Protocol::icmp, 0, static_cast<std::uint8_t>(type)};
    return {};
}

std::vector<std::string> ServiceSet::words(bool v6) const {
    const std::bitset<256>& types = icmp_[v6 ? 1 : 0];
    std::vector<std::string> out;
    put_ports("tcp", tcp_, out);
    put_ports("udp", udp_, out);
    put_types(v6, types, out);
    if (other_) out.emplace_back("other protocols");
    if (out == std::vector<std::string>{"tcp", "udp", "icmp", "other protocols"}) return {"any"};
    return out;
}

}  // namespace portolan::policy
