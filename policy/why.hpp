// Everything that one requirement opens or closes at a site, and what takes precedence over it.
#pragma once

#include "policy/exact_rows.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::policy {

struct Effect {
    enum class Kind : std::uint8_t {
        decides,    // the attempt is let through, or blocked, because of it
        shares,     // it documents the attempt, another requirement comes first
        overruled,  // it speaks of the attempt, and something else decides
    };
    Kind kind = Kind::decides;
    Row row;  // one decision
    Deciding deciding;
};
std::string_view effect_name(Effect::Kind kind);

struct Why {
    const profiles::Requirement* requirement = nullptr;  // of the policy's library
    const profiles::Profile* profile = nullptr;
    std::shared_ptr<const Cells> cells;
    std::vector<Effect> effects;
    // Bodies that are not in force, each with its reason, and what the first packet does not show.
    std::vector<std::string> notes;
};

// `id`: "dca4/DCA4-031"; the product may be left out. `at` as in diff.hpp.
Result<Why> why(const Policy& policy, const std::string& id, std::optional<Timestamp> at = {});

}  // namespace portolan::policy
