#include "policy/accepted_blocks.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::YamlMap;
using profiles::YamlValue;

// "203.0.113.300" would pass for a name.
bool is_host_name(const std::string& word) {
    const std::size_t dot = word.rfind('.');
    if (dot == std::string::npos || dot + 1 == word.size()) return false;
    const bool digits = std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dot) + 1, word.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    return !digits && parse_name_pattern(word).has_value();
}

Result<std::string> read_end(const YamlValue& value, const std::unordered_set<std::string>& assets,
                             bool may_be_name) {
    std::string word = TRY(value.word());
    if (assets.contains(word) || word == kInternet || parse_address_range(word)) return word;
    if (may_be_name && is_host_name(word)) return word;
    return value.error(fmt::format("'{}' is neither an asset nor an address", word.substr(0, 64)),
                       may_be_name ? "write an asset's name, internet, 192.0.2.7, 192.0.2.0/24 or a host name"
                                   : "write an asset's name, internet, 192.0.2.7 or 192.0.2.0/24");
}

Result<void> read_service(const YamlMap& map, AcceptedBlock& out) {
    const YamlValue protocol = TRY(map.need("protocol"));
    const std::optional<Protocol> parsed = parse_protocol(TRY(protocol.word()));
    if (!parsed) return protocol.error("an accepted block names one protocol", "write tcp, udp or icmp");
    out.protocol = *parsed;
    const auto ports = map.find("ports");
    if (ports && out.protocol == Protocol::icmp) return ports->error("icmp has no ports", "leave ports out");
    if (ports)
        for (const YamlValue& item : TRY(ports->items()))
            out.ports.push_back(TRY(item.parsed(parse_port_range)));
    if (out.ports.empty() && out.protocol != Protocol::icmp)
        return map.value().error("an accepted block needs its ports", "add ports: [8443]");
    return {};
}

Result<AcceptedBlock> read_block(const YamlValue& value, const std::unordered_set<std::string>& assets) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"id", "from", "to", "protocol", "ports", "reason", "ticket", "owner"}));
    AcceptedBlock out;
    out.id = TRY(map.need_word("id"));
    if (!out.id.starts_with("AB-") || out.id.size() > 64)
        return TRY(map.need("id")).error("an accepted block's id begins with AB-", "write AB-1");
    out.reason = TRY(map.need_text("reason"));
    out.owner = TRY(map.need_text("owner"));
    out.ticket = TRY(map.text_or("ticket", ""));
    out.from = TRY(read_end(TRY(map.need("from")), assets, /*may_be_name=*/false));
    out.to = TRY(read_end(TRY(map.need("to")), assets, /*may_be_name=*/true));
    TRY_VOID(read_service(map, out));
    return out;
}

End end_of(const Policy& policy, const std::string& word) {
    if (word == kInternet) return {policy.internet(), {}};
    if (const Asset* asset = policy.site().asset(word)) return {AddressSet(asset->addresses), {}};
    if (const Result<AddressRange> range = parse_address_range(word)) return {AddressSet({*range}), {}};
    return {{}, {*parse_name_pattern(word)}};  // checked by the loader
}

}  // namespace

Result<std::vector<AcceptedBlock>> read_accepted_blocks(const YamlValue& value,
                                                        const std::unordered_set<std::string>& assets) {
    std::vector<AcceptedBlock> out;
    for (const YamlValue& item : TRY(value.list())) {
        AcceptedBlock block = TRY(read_block(item, assets));
        for (const AcceptedBlock& known : out)
            if (known.id == block.id)
                return item.error(fmt::format("accepted block '{}' stands twice", block.id),
                                  "give one of them another id");
        out.push_back(std::move(block));
    }
    return out;
}

AcceptedBlocks::AcceptedBlocks(const Policy& policy) {
    for (const AcceptedBlock& source : policy.site().accepted_blocks)
        blocks_.push_back({&source, end_of(policy, source.from), end_of(policy, source.to)});
}

const AcceptedBlock* AcceptedBlocks::covering(const Attempt& attempt) const {
    for (const Compiled& block : blocks_) {
        const AcceptedBlock& source = *block.source;
        const bool service =
            source.protocol == attempt.protocol &&
            (attempt.protocol == Protocol::icmp ||
             std::any_of(source.ports.begin(), source.ports.end(),
                         [&](const PortRange& ports) { return ports.contains(attempt.port); }));
        if (service && block.from.holds(attempt.from, attempt.from_names) &&
            block.to.holds(attempt.to, attempt.names))
            return &source;
    }
    return nullptr;
}

}  // namespace portolan::policy
