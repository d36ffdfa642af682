// Lists of machines from other systems: own CSV, DHCP leases, NetBox. What is read can be merged and written
// as a file that the site loader takes, and the first byte says which reader is meant.
#include "policy/asset_merge.hpp"
#include "policy/assets_csv.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    if (size == 0) return 0;
    const auto source = static_cast<policy::AssetSource>(data[0] % 3);
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Result<policy::AssetRows> read = policy::read_asset_rows(source, text, "fuzz");
    if (!read) {
        fuzz::require(!read.error().message.empty() || !read.error().where.empty());
        return 0;
    }
    const policy::AssetMerge merge = policy::merge_assets({}, read->rows, source);
    if (source == policy::AssetSource::csv) return 0;  // its names and roles are the author's own
    fuzz::require(policy::parse_assets_csv(policy::assets_csv(merge.rows), "fuzz").has_value());
    return 0;
}
