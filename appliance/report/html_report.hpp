// `portolan assess --report out.html`: the whole assessment as one HTML file that asks nothing of any
// network: style and script are inside and pinned by their hash in its Content-Security-Policy, which forbids
// everything else. Readable without script, in print and by screen readers; all words of packets and
// documents are escaped.
#pragma once

#include "appliance/report/assessment.hpp"

#include <string>

namespace portolan::report {

std::string html_report(const Assessment& assessment);

}  // namespace portolan::report
