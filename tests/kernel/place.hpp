// A site as the tests stage it: its policy's kernel part, and the box's interfaces and addresses.
#pragma once

#include "policy/policy.hpp"
#include "policy/ruleset/ruleset.hpp"
#include "tests/kernel/box.hpp"

#include <functional>
#include <string>
#include <vector>

namespace portolan::kernel {

struct Place {
    policy::Policy policy;
    ruleset::Ruleset ruleset;
    std::vector<BoxPort> ports;

    [[nodiscard]] std::vector<Address> own() const;
    // The interface that packets of an address come in at; "" for the box's own, "far" for nobody's.
    [[nodiscard]] std::string ingress_of(const Address& address) const;
};

// `path` counted from the root of the repository.
Place load_place(const std::string& path);

using ruleset::Ruleset;
// The same ruleset with every product in another mode: `enforces` is asked with the product's index.
Ruleset with_modes(Ruleset ruleset, const std::function<bool(std::size_t)>& enforces);

}  // namespace portolan::kernel
