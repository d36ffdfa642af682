// Assets from a CSV file with the header `name,address,mac,roles,owner` (address: an address, a prefix or a
// range; roles: "dca4:printer ksc:managed-device", separated by spaces; mac, roles and owner may be empty).
// Several rows of one name make one asset with several addresses. RFC 4180 quoting.
#pragma once

#include "appliance/base/result.hpp"
#include "policy/site.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

struct CsvRole {
    std::string product;
    RoleBinding binding;
    std::string where;
};

struct CsvAssets {
    std::vector<Asset> assets;
    std::vector<CsvRole> roles;
};

// Bytes that are no text would reach pages and reports, and the CSV library takes a NUL for the end of a
// line.
Result<void> check_list_text(const std::string& content, const std::string& path);

// `path` is the name used in messages.
Result<CsvAssets> parse_assets_csv(const std::string& content, const std::string& path);
Result<CsvAssets> load_assets_csv(const std::string& path);

}  // namespace portolan::policy
