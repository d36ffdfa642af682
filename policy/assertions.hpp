// Assertions: what a site's owner says must be let through, or must not, whatever the documents say. A YAML
// file of its own; a policy that breaks one is not applied.
//
//     schema: portolan-assertions/1
//     assertions:
//       - {name: nobody prints from outside, from: 0.0.0.0/0, to: dca4/printer, protocol: any, must: deny}
//       - {name: the agent reads printers, from: dca4/dca-agent, to: floor-1, protocol: udp, ports: [161],
//          must: allow, requirement: DCA4-037}
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/base/transport.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

struct Assertion {
    std::string name;
    std::string from;                  // asset, PRODUCT/ROLE, address, prefix or range
    std::string to;                    // the same, or a name: "host.example", "*.example", "**.example"
    std::optional<Protocol> protocol;  // none: any
    std::vector<PortRange> ports;      // none: every one
    bool allow = false;
    std::string requirement;  // that must be among those that decide; may be empty
    std::string where;
};

inline constexpr std::size_t kMostAssertions = 1000;

// Shape only; whether the ends exist is asked when they are checked (assertion_check.hpp).
Result<std::vector<Assertion>> parse_assertions(std::string_view yaml, const std::string& file);
Result<std::vector<Assertion>> load_assertions(const std::string& path);

}  // namespace portolan::policy
