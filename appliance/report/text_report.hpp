// What `portolan assess` prints: counts for each product, the requirements and flows that a person must look
// at, what was not covered, and one closing line. Names from packets never carry control characters to the
// terminal.
#pragma once

#include "appliance/report/assessment.hpp"

#include <cstddef>
#include <string>

namespace portolan::report {

struct TextOptions {
    bool colour = false;      // ANSI colours (ECMA-48 SGR); the words and marks say the same without
    bool flows = false;       // list every flow, not only the findings
    std::size_t width = 100;  // columns of the terminal; less than 60 is taken as 60
};

std::string text_report(const Assessment& assessment, const TextOptions& options);

}  // namespace portolan::report
