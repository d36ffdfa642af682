// What one run of a probe found. It only says what was measured; whether that is what the document asks for
// is decided by policy/control_evidence.hpp.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "appliance/evidence/measurement.hpp"

#include <string>
#include <vector>

namespace portolan::evidence {

struct Observation {
    std::string requirement;  // id
    std::string subject;      // asset, or empty: the whole product
    Timestamp at;
    std::string probe;  // kind, as profiles name it: "throughput"
    std::vector<Measurement> measured;
};

}  // namespace portolan::evidence
