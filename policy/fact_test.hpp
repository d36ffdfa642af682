// Does a seen fact pass a profile's test?
#pragma once

#include "appliance/evidence/facts.hpp"
#include "policy/policy.hpp"

#include <string>

namespace portolan::policy {

enum class TestOutcome { passes, fails, not_seen, not_set };

// `names`: the patterns that the word `names` stands for in a test of SNI or Host.
TestOutcome run_test(const BoundTest& test, const std::vector<profiles::NamePattern>& names,
                     const evidence::Facts& facts);

// What is documented, in words: "1.2 or higher", "one of v3", "dca4.mpsmonitor.com".
std::string documented_text(const BoundTest& test, const std::vector<profiles::NamePattern>& names);

}  // namespace portolan::policy
