// The flows of `portolan assess --json`, read by names alone (schema portolan-assess/1), as any other program
// would.
#pragma once

#include "appliance/base/result.hpp"
#include "tests/e2e/expectation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::e2e {

struct JudgedFlow {
    Tuple tuple;
    std::string product;
    std::string verdict;
    std::string requirement;
    std::string decision;
    std::string first;  // RFC 3339, to find it in the capture
};

Result<std::vector<JudgedFlow>> parse_judged_flows(std::string_view json);

}  // namespace portolan::e2e
