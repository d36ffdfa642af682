// Lease files of DHCP servers: ISC dhcpd (dhcpd.leases(5)) and dnsmasq. Private to asset_sources.
#pragma once

#include "policy/asset_sources.hpp"

namespace portolan::policy {

// ISC form where a line begins with `lease` and a brace follows, else dnsmasq's.
Result<AssetRows> read_dhcp_leases(const std::string& content, const std::string& path);

}  // namespace portolan::policy
