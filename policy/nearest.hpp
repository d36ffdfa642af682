// The nearest documented flow to an undocumented one: "443/tcp to this host is documented; you asked 8443".
#pragma once

#include "appliance/evidence/facts.hpp"
#include "policy/admit.hpp"

#include <string>

namespace portolan::policy {

struct NearestMiss {
    const profiles::Requirement* requirement = nullptr;  // null: nothing is near
    std::string
        difference;  // "documented with port 443", "option zebra is off", "documented in the other direction"
    std::string text;  // one sentence for people; never empty
};

NearestMiss nearest_miss(const Policy& policy, const Attempt& attempt, const evidence::Facts& facts);

}  // namespace portolan::policy
