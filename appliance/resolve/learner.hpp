// Before an answer with addresses is released, whoever holds the rules of the kernel is told which client
// resolved what, and says when it has acted: a client that connects within a millisecond of its answer must
// find the way open.
#pragma once

#include "appliance/base/address.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::resolve {

struct LearnRequest {
    std::uint64_t serial = 0;  // of the answer that comes back, Gate::learned()
    Address client;
    std::string name;  // asked, normal form; never a CNAME target
    std::vector<Address> addresses;
    std::uint32_t ttl = 0;  // seconds
};

struct LearnOutcome {
    bool documented = false;  // false: no requirement names it, nothing was learned and nothing is withheld
    bool done = false;        // the kernel has it
    bool enforced = false;    // of the client: without `done` its answer is withheld
};

class Learner {
public:
    virtual ~Learner() = default;
    // Must not wait. May call Gate::learned() at once or later.
    virtual void learn(const LearnRequest& request) = 0;
};

}  // namespace portolan::resolve
