#include "appliance/enforce/floor.hpp"

#include <algorithm>
#include <cctype>

namespace portolan::enforce {
namespace {

constexpr std::size_t kMostInterfaceName = 15;  // IFNAMSIZ - 1

Result<void> check_interface(const std::string& name) {
    const bool fine = !name.empty() && name.size() <= kMostInterfaceName && name != "lo" &&
                      std::all_of(name.begin(), name.end(), [](unsigned char c) {
                          return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
                      });
    if (fine) return {};
    return fail(ErrorCode::bad_input, "'" + name.substr(0, 32) + "' is no interface name", {},
                "letters, digits, '.', '_' and '-', at most 15");
}

bool is_everything(const ruleset::Ruleset& ruleset, const ruleset::Rule& rule) {
    if (rule.prohibits || !rule.any_protocol || !(rule.any_port || rule.services.empty())) return false;
    AddressSet inside;
    for (const ruleset::Zone& zone : ruleset.zones)
        inside = inside.united(zone.networks);
    const AddressSet outside = AddressSet::everything().without(inside).without(AddressSet::special());
    return outside.without(rule.from).empty() && inside.without(rule.to).empty();
}

}  // namespace

Result<void> check_floor(const ruleset::Ruleset& ruleset) {
    for (const ruleset::Zone& zone : ruleset.zones)
        TRY_VOID(check_interface(zone.interface));
    for (const ruleset::DnsGate& gate : ruleset.gates)
        TRY_VOID(check_interface(gate.interface));
    const bool enforces = std::any_of(ruleset.products.begin(), ruleset.products.end(),
                                      [](const ruleset::Product& product) { return product.enforce; });
    if (ruleset.management) TRY_VOID(check_interface(ruleset.management->interface));
    if (enforces &&
        (!ruleset.management || ruleset.management->from.empty() || ruleset.management->ports.empty()))
        return fail(ErrorCode::bad_input, "it enforces, but leaves the administrator no way in", {},
                    "add management: {interface: ..., address: ..., from: [...]} to the site");
    if (ruleset.rules.size() > kMostRules) return fail(ErrorCode::limit, "more than 50,000 rules");
    for (const ruleset::Rule& rule : ruleset.rules) {
        if (!rule.exception && rule.product >= ruleset.products.size())
            return fail(ErrorCode::bad_input, rule.id.substr(0, 64) + " is of no product");
        if (is_everything(ruleset, rule))
            return fail(ErrorCode::bad_input, rule.id + " would let everything in from outside");
    }
    return {};
}

}  // namespace portolan::enforce
