// The assets table of a site.
#include "policy/assets_csv.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const portolan::Result<portolan::policy::CsvAssets> assets =
        portolan::policy::parse_assets_csv(text, "assets.csv");
    if (!assets) {
        portolan::fuzz::require(assets.error().where.starts_with("assets.csv"));
        return 0;
    }
    for (const portolan::policy::Asset& asset : assets->assets)
        portolan::fuzz::require(!asset.name.empty() && !asset.addresses.empty());
    return 0;
}
