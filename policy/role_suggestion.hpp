// Who looks like which role, from a recording: machines whose flows are those that a profile documents for a
// role. A suggestion with its evidence, never a binding: a person decides who plays what.
#pragma once

#include "appliance/evidence/recording.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

enum class Confidence : std::uint8_t { low, medium, high };

std::string_view confidence_name(Confidence confidence);

// One requirement that the machine's flows meet.
struct RoleEvidence {
    const profiles::Requirement* requirement = nullptr;
    std::string seen;  // "asked for dca4.mpsmonitor.com tcp/443"; names in normal form
    std::uint64_t flows = 0;
    int weight = 0;
};

struct RoleSuggestion {
    Address address;
    const profiles::Profile* profile = nullptr;
    std::string role;
    int score = 0;
    Confidence confidence = Confidence::low;
    std::vector<RoleEvidence> evidence;  // the strongest first
};

// The surest first. Pointers are into `library`.
std::vector<RoleSuggestion> suggest_roles(const evidence::Recording& recording,
                                          const std::vector<profiles::Profile>& library);

}  // namespace portolan::policy
