// A made-up assessment for tests: every verdict word, every language of the documents, hostile names from
// packets.
#pragma once

#include "appliance/report/assessment.hpp"

#include <string_view>

namespace portolan::report {

Assessment sample_assessment();

// As many requirements as all five documents have, and as many flows as asked for: a busy day.
Assessment large_assessment(std::size_t requirements, std::size_t flows);

// The same shape with `text` in every string field: what does a page do when all words are an attacker's?
Assessment assessment_of(std::string_view text);

}  // namespace portolan::report
