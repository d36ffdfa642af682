// Whom a requirement's verdict is about, and whether it applies at this site at all. Private to
// judge and reach.
#pragma once

#include "appliance/evidence/flow.hpp"
#include "policy/policy.hpp"

#include <string>
#include <vector>

namespace portolan::policy {

struct Subject {
    std::string name;  // asset, or the product where no asset plays the role
    AddressSet addresses;
    bool any = false;  // stands for all flows of the requirement
    [[nodiscard]] bool is_at(const evidence::Flow& flow) const {
        return any || addresses.contains(flow.initiator) || addresses.contains(flow.responder);
    }
};

struct Applicability {
    const profiles::Requirement* requirement = nullptr;
    std::size_t product = 0;
    std::string not_applicable;     // option off, role unbound
    std::string parameter_missing;  // closed until the operator sets it
    bool prohibits = false;         // every rule of it forbids
    std::vector<Subject> subjects;  // never empty
};

// Every requirement of every product of the site that anything can decide, in profile order; what is kept for
// the trace only is left out.
std::vector<Applicability> applicabilities(const Policy& policy);

}  // namespace portolan::policy
