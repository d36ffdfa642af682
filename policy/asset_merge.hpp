// What an import would do to a site's assets: rows added, changed, left alone, and in conflict with what is
// there. Pure: nothing is written, and what is there is never removed.
#pragma once

#include "policy/asset_sources.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

struct AssetChange {
    enum class Kind : std::uint8_t { added, changed, conflict };
    Kind kind = Kind::added;
    AssetRow row;      // as imported
    std::string what;  // of a change or conflict: "mac none -> 02:..", "10.0.0.5 is print-pc there"
};

std::string_view kind_name(AssetChange::Kind kind);

struct AssetMerge {
    std::vector<AssetRow> rows;  // all of them afterwards, the old ones first; conflicts as they were
    std::vector<AssetChange> changes;
    std::size_t unchanged = 0;
    [[nodiscard]] std::size_t count(AssetChange::Kind kind) const;
};

// Rows are the same by address; an address that is another asset's is a conflict, and so is a name that
// belongs to another machine. The same MAC address under the same name at another address has moved.
AssetMerge merge_assets(std::vector<AssetRow> there, const std::vector<AssetRow>& imported,
                        AssetSource source);

// In the own form, RFC 4180 quoting.
std::string assets_csv(const std::vector<AssetRow>& rows);

}  // namespace portolan::policy
