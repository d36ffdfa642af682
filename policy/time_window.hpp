// Hours of the week in which something is in force: "Mon-Fri 08:00-18:00 Europe/Madrid". A span is days,
// hours and a time zone (an IANA name, or UTC); several together are open where one of them is. Hours that
// end at or before they begin run past midnight and belong to the day on which they begin.
//
// It is open whenever a clock on the wall there shows a time inside it, which also says what happens when the
// clock is put forward or back: hours that are skipped do not exist, and a window that would begin or end in
// them does so at the jump; hours that come twice count twice.
//
// Zones are read from the system's time zone data (package tzdata) when a window is parsed, never after it.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/base/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::policy {

class TimeWindow {
public:
    static constexpr std::string_view kAlways = "always";
    static constexpr std::size_t kMostSpans = 32;  // far more than a week has shifts

    TimeWindow() = default;  // always open
    // One text a span, or the word "always" alone.
    static Result<TimeWindow> parse(const std::vector<std::string>& texts);

    [[nodiscard]] bool contains(Timestamp at) const;
    // The last opening or closing at or before `at`, and the first after it; none where it does neither for
    // three weeks.
    [[nodiscard]] std::optional<Timestamp> last_change(Timestamp at) const;
    [[nodiscard]] std::optional<Timestamp> next_change(Timestamp at) const;
    // As written: "Mon-Fri 08:00-18:00 Europe/Madrid or Sat 09:00-13:00 Europe/Madrid".
    [[nodiscard]] std::string text() const;

private:
    struct Span;
    static Result<Span> parse_span(const std::string& text);
    [[nodiscard]] bool is_open(std::int64_t second) const;
    [[nodiscard]] bool changes_at(std::int64_t second) const;
    [[nodiscard]] std::vector<std::int64_t> candidates(std::int64_t second, int first_day,
                                                       int last_day) const;

    std::shared_ptr<const std::vector<Span>> spans_;  // shared by all copies; null: always open
};

}  // namespace portolan::policy
