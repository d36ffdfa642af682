// `portolan assess --json`: schema "portolan-assess/1" (docs/api.md). One requirement and one flow a line, so
// that two reports can be compared with diff. Whatever packets held, the text is valid JSON and valid UTF-8,
// and safe to print: characters that steer a terminal or a reader's eye are written as \uXXXX.
#pragma once

#include "appliance/report/assessment.hpp"

#include <string>

namespace portolan::report {

std::string json_report(const Assessment& assessment);

}  // namespace portolan::report
