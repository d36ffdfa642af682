#include "policy/too_broad.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

bool is_wide(const AddressRange& range) {
    // last - first, as 128 bits in two words.
    const std::uint64_t low = range.last.low() - range.first.low();
    const std::uint64_t borrow = range.last.low() < range.first.low() ? 1 : 0;
    const std::uint64_t high = range.last.high() - range.first.high() - borrow;
    if (range.first.is_v4()) return low >= (1ULL << (32U - kWidestV4));
    return high >= (1ULL << (64U - kWidestV6));
}

void put_end(const char* side, const End& end, const AddressSet& internet, std::set<std::string>& reasons) {
    const AddressSet& set = end.addresses;
    if (AddressSet::everything().without(set).empty()) {
        reasons.insert(fmt::format("any {}", side));
        return;
    }
    if (!internet.empty() && internet.without(set).empty()) {
        reasons.insert(fmt::format("any {} on the Internet", side));
        return;
    }
    const auto wide = std::find_if(set.ranges().begin(), set.ranges().end(), is_wide);
    if (wide != set.ranges().end())
        reasons.insert(fmt::format("{} {} is larger than a /{}", side, wide->text(),
                                   wide->first.is_v4() ? kWidestV4 : kWidestV6));
}

void put_ports(const Rule& rule, std::set<std::string>& reasons) {
    if (rule.any_protocol && (rule.any_port || rule.ports.empty())) {
        reasons.insert("any protocol and port");
        return;
    }
    std::uint32_t count = 0;
    for (const RulePorts& ports : rule.ports)
        count += ports.ports.last - ports.ports.first + 1U;
    if (rule.any_port) {
        reasons.insert("any port");
    } else if (count > kManyPorts) {
        reasons.insert(fmt::format("{} ports, more than {}", count, kManyPorts));
    }
}

}  // namespace

std::vector<Broad> too_broad(const Policy& policy) {
    std::vector<Broad> out;
    std::set<std::pair<std::string, std::string>> said;
    for (const Rule& rule : policy.rules()) {
        if (rule.effect != profiles::Effect::allow || !rule.inactive.empty()) continue;
        std::set<std::string> reasons;
        put_end("source", rule.from, policy.internet(), reasons);
        put_end("destination", rule.to, policy.internet(), reasons);
        put_ports(rule, reasons);
        for (const profiles::NamePattern& name : rule.to.names)
            if (name.kind != profiles::NamePattern::Kind::exact)
                reasons.insert("wildcard name " + name.text());
        for (const std::string& reason : reasons)
            if (said.insert({rule.requirement->id, reason}).second)
                out.push_back({policy.products()[rule.product].profile->id, rule.requirement->id, reason});
    }
    return out;
}

}  // namespace portolan::policy
