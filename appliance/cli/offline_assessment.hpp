// From a recording and a policy to the words of the report. Here the modules meet: the report knows no
// policy, and the policy knows no report.
#pragma once

#include "appliance/evidence/recording.hpp"
#include "appliance/report/assessment.hpp"
#include "policy/control_evidence.hpp"
#include "policy/policy.hpp"

#include <string>
#include <vector>

namespace portolan::cli {

struct OfflineAssessment {
    report::Assessment assessment;
    bool findings =
        false;  // a flow is undocumented, deviating or prohibited, or a requirement violated or failing
};

OfflineAssessment assess_recording(const policy::Policy& policy, const evidence::Recording& recording,
                                   const std::vector<std::string>& captures,
                                   const policy::ControlEvidence& controls = {});

}  // namespace portolan::cli
