// Which findings a filter means, for a LiveView that holds them in memory.
#pragma once

#include "webui/live_view.hpp"

#include <span>

namespace portolan::webui {

[[nodiscard]] bool matches(const FindingFilter& filter, const FindingRow& row);

// Of rows in any order; the cursor stands for the last row that was given.
[[nodiscard]] Result<FindingPage> page_of(std::span<const FindingRow> rows, const FindingFilter& filter);

}  // namespace portolan::webui
