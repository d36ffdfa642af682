// The last verdict of each requirement and subject: what changed since, as intervals for the store and
// events.
#pragma once

#include "appliance/evidence/interval.hpp"
#include "policy/judge.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace portolan::live {

struct VerdictChange {
    evidence::VerdictInterval now_so;
    std::string before;  // empty: never judged before
};

class VerdictBook {
public:
    void restore(const std::vector<evidence::VerdictInterval>& open);
    // Those that changed; subjects that are no more are forgotten.
    std::vector<VerdictChange> update(const policy::Policy& policy,
                                      const std::vector<policy::RequirementVerdict>& verdicts, Timestamp now);

private:
    std::map<std::pair<std::string, std::string>, std::string> last_;  // requirement, subject
};

}  // namespace portolan::live
