// Comparison with a file under tests/golden/report. PORTOLAN_UPDATE_GOLDEN=1 writes the file anew instead:
// read the difference before it is committed.
#pragma once

#include <string_view>

namespace portolan::report {

void expect_golden(std::string_view name, std::string_view text);

// For a look with a browser: into report_samples/ of the build folder.
void write_sample(std::string_view name, std::string_view text);

}  // namespace portolan::report
