// Requirements in force that let through more than a document should say without a thought.
#pragma once

#include "policy/policy.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::policy {

struct Broad {
    std::string product;
    std::string requirement;
    std::string reason;  // "any source", "wildcard name **.example", ...
};
inline constexpr std::uint32_t kManyPorts = 1024;
inline constexpr int kWidestV4 = 16;  // prefix length
inline constexpr int kWidestV6 = 48;
std::vector<Broad> too_broad(const Policy& policy);

}  // namespace portolan::policy
