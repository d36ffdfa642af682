#include "policy/search.hpp"

#include "policy/kernel_part.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace portolan::policy {
namespace {

// 0: a requirement documents it, 1: an exception lets it through, 2: a requirement prohibits it, 3: no
// document speaks of it.
int rank(const Reach& reach) {
    const ruleset::Decision& decision = reach.row.decisions[0];
    if (decision.id.starts_with("default-deny/") || decision.id.starts_with("ungoverned/")) return 3;
    if (reach.deciding.requirement.empty()) return 1;
    return decision.action == ruleset::Action::accept ? 0 : 2;
}

}  // namespace

Result<Search> search(const Policy& policy, const CellScope& scope, std::optional<Timestamp> at) {
    std::vector<ruleset::Ruleset> parts;
    parts.push_back(TRY(kernel_part(policy, at)));
    const auto cells = std::make_shared<Cells>(std::move(parts), scope);
    Search out;
    for (Row& row : rows_of(*cells, policy, [](const Cells::Cell& cell) {
             return cell.name == NameClasses::kOther || cell.to->outside;
         })) {
        Deciding deciding = deciding_of(policy, row.witnesses.front(), at);
        out.rows.push_back({std::move(row), std::move(deciding)});
    }
    std::stable_sort(out.rows.begin(), out.rows.end(),
                     [](const Reach& a, const Reach& b) { return rank(a) < rank(b); });
    out.cells = cells;
    return out;
}

Result<AddressSet> addresses_of(const Site& site, const std::string& text) {
    if (const Asset* asset = site.asset(text)) return AddressSet(asset->addresses);
    if (const Result<AddressRange> range = parse_address_range(text)) return AddressSet({*range});
    return fail(ErrorCode::not_found,
                fmt::format("'{}' is no asset of the site and no address", text.substr(0, 64)), {},
                "write an asset's name, an address, a prefix or a range");
}

Result<End> players_of(const Policy& policy, std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string role(slash == std::string_view::npos ? "" : text.substr(slash + 1));
    std::vector<std::string> known;
    for (const CompiledProduct& product : policy.products()) {
        known.push_back(product.profile->id);
        if (slash == std::string_view::npos || product.profile->id != text.substr(0, slash)) continue;
        if (const auto players = product.players.find(role); players != product.players.end())
            return players->second;
        std::vector<std::string> roles;
        for (const profiles::Role& each : product.profile->roles)
            roles.push_back(each.id);
        return fail(ErrorCode::not_found,
                    fmt::format("product '{}' has no role '{}'", product.profile->id, role.substr(0, 64)), {},
                    fmt::format("its roles are {}", fmt::join(roles, ", ")));
    }
    return fail(ErrorCode::not_found,
                fmt::format("'{}' is no role of a product of this site", text.substr(0, 64)), {},
                fmt::format("write PRODUCT/ROLE; the products are {}", fmt::join(known, ", ")));
}

}  // namespace portolan::policy
