// Plan against report: every planned flow is judged as planned, and nothing else was seen.
#pragma once

#include "tests/e2e/expectation.hpp"
#include "tests/e2e/judged_flow.hpp"

#include <string>
#include <vector>

namespace portolan::e2e {

// One line a difference; empty = none. Of several planned cases on one tuple each flow takes the one that it
// meets.
std::vector<std::string> differences(const std::vector<Expectation>& plan,
                                     const std::vector<JudgedFlow>& report);

}  // namespace portolan::e2e
