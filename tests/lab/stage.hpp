// Plays a plan: conversations become frames with times, lookups included, in the order a mirror port shows
// them; and the same plan becomes the table of expected verdicts.
#pragma once

#include "tests/lab/capture_file.hpp"
#include "tests/lab/plan.hpp"

#include <string>
#include <vector>

namespace portolan::lab {

std::vector<Packet> stage(const std::vector<Conversation>& plan);

// Tab-separated with a header line; rows in the order of the plan, lookups of one host as one row.
std::string expected_table(const std::vector<Conversation>& plan);

}  // namespace portolan::lab
