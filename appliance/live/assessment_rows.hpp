// Verdicts in words: rows of a report (appliance/report), for capture files and for living traffic alike.
#pragma once

#include "appliance/report/assessment.hpp"
#include "policy/judge.hpp"

#include <string>

namespace portolan::live {

// `action`: "seen" for a capture file; else what the kernel did.
report::FlowRow flow_row(const policy::Policy& policy, const policy::JudgedFlow& judged, std::string action);
report::Requirement requirement_row(const policy::RequirementVerdict& judged);
report::Product product_row(const policy::CompiledProduct& product);  // without requirements
std::string asset_name(const policy::Policy& policy, const Address& address);

}  // namespace portolan::live
