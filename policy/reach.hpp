// Whether traffic of a requirement crosses us (inline: it can be enforced), is only seen (mirror), or
// neither: derived from zones and routes. A requirement out of reach is no evidence of anything; lint says
// so.
#pragma once

#include "policy/policy.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

enum class Reach : std::uint8_t { none, mirror, in_line };  // the greater, the more we can do

std::string_view reach_name(Reach reach);  // "inline", "mirror", "none"

struct SubjectReach {
    std::string subject;  // asset, or the product where no asset plays the role
    Reach reach = Reach::none;
};

struct RequirementReach {
    const profiles::Requirement* requirement = nullptr;
    std::size_t product = 0;
    std::vector<SubjectReach> subjects;  // never empty
    std::string why;                     // for what is out of line: "both ends in zone inside"

    [[nodiscard]] Reach best() const;
    [[nodiscard]] std::size_t count(Reach reach) const;
};

// Requirements in force that allow or forbid flows, in profile order.
std::vector<RequirementReach> requirement_reaches(const Policy& policy);

// Of traffic between two sets of addresses; `why` says what is in the way of inline.
Reach reach_between(const Site& site, const End& from, const End& to, std::string& why);

}  // namespace portolan::policy
