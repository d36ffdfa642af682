// Assets as other systems know them: our own CSV form, DHCP leases (ISC dhcpd and dnsmasq) and CSV exports of
// NetBox (IP addresses, devices). Rows only; what becomes of them is asset_merge.hpp.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::policy {

enum class AssetSource : std::uint8_t { csv, dhcp, netbox };

struct AssetRow {
    std::string name;
    AddressRange address;
    std::string mac;    // lower case with colons, or empty
    std::string roles;  // "dca4:printer ksc:managed-device"; own form only
    std::string owner;
    std::string where;  // file:line:column
};

struct AssetRows {
    std::vector<AssetRow> rows;
    std::vector<std::string> skipped;  // what was left out and why, one line a reason
};

// `path` is the name used in messages. Errors carry file:line:column; nothing of a broken file is used.
Result<AssetRows> read_asset_rows(AssetSource source, const std::string& content, const std::string& path);

// "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff": "aa:bb:cc:dd:ee:ff"; empty where it is none.
std::string normal_mac(std::string_view text);

// A name from elsewhere as an asset's: letters, digits and dashes, else "host-10-0-0-5".
std::string asset_name_from(std::string_view name, const AddressRange& address);

}  // namespace portolan::policy
