// The network part of a site file: zones, management, DNS ways, ungoverned traffic. Private to the site
// loader.
#pragma once

#include "appliance/base/result.hpp"
#include "policy/site.hpp"
#include "profiles/yaml_reader.hpp"

namespace portolan::policy {

Result<void> read_network(const profiles::YamlMap& map, Site& site);
Result<void> read_syslog(const profiles::YamlValue& value, Site& site);

}  // namespace portolan::policy
