#include "appliance/base/timestamp.hpp"

#include <chrono>
#include <optional>

#include <fmt/format.h>

namespace portolan {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// Reads exactly `digits` decimal digits at `position`, or nothing.
std::optional<int> digits_at(std::string_view text, std::size_t position, std::size_t digits) {
    if (position + digits > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = position; i < position + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    const auto year = digits_at(text, 0, 4);
    const auto month = digits_at(text, 5, 2);
    const auto day = digits_at(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-' || *year < 1970 || *year > 2200)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * 86400LL * kSecond;
}

// The fraction after the seconds, in nanoseconds; `position` moves behind it.
std::optional<std::int64_t> parse_fraction(std::string_view text, std::size_t& position) {
    if (position >= text.size() || text[position] != '.') return 0;
    std::int64_t value = 0;
    std::int64_t unit = kSecond / 10;
    const std::size_t start = ++position;
    while (position < text.size() && text[position] >= '0' && text[position] <= '9') {
        value += (text[position] - '0') * unit;
        unit /= 10;
        ++position;
    }
    if (position == start || position - start > 9) return std::nullopt;
    return value;
}

// "Z" or "+01:00" as nanoseconds to subtract.
std::optional<std::int64_t> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    const auto hours = digits_at(text, 1, 2);
    const auto minutes = digits_at(text, 4, 2);
    if (text.size() != 6 || !hours || !minutes || text[3] != ':' || *hours > 23 || *minutes > 59)
        return std::nullopt;
    if (text[0] != '+' && text[0] != '-') return std::nullopt;
    const std::int64_t offset = (*hours * 60LL + *minutes) * 60 * kSecond;
    return text[0] == '+' ? offset : -offset;
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
    const auto hour = digits_at(text, 0, 2);
    const auto minute = digits_at(text, 3, 2);
    const auto second = digits_at(text, 6, 2);
    if (!hour || !minute || !second || text[2] != ':' || text[5] != ':') return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    std::size_t position = 8;
    const auto fraction = parse_fraction(text, position);
    if (!fraction) return std::nullopt;
    const auto offset = parse_offset(text.substr(position));
    if (!offset) return std::nullopt;
    return ((*hour * 60LL + *minute) * 60 + *second) * kSecond + *fraction - *offset;
}

}  // namespace

std::string Timestamp::text() const {
    using std::chrono::floor;
    const std::chrono::sys_time<std::chrono::nanoseconds> instant{std::chrono::nanoseconds(nanoseconds)};
    const auto day = floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::int64_t rest = (instant - day).count() / 1000;
    const std::int64_t seconds = rest / 1'000'000;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600,
                       seconds / 60 % 60, seconds % 60, rest % 1'000'000);
}

Result<Timestamp> parse_timestamp(std::string_view text) {
    const auto date = parse_date(text);
    if (date && text.size() == 10) return Timestamp{*date};
    if (date && text.size() > 11 && (text[10] == 'T' || text[10] == 't' || text[10] == ' ')) {
        if (const auto time = parse_time_of_day(text.substr(11))) return Timestamp{*date + *time};
    }
    return fail(ErrorCode::bad_input, fmt::format("'{}' is not a date or time", text.substr(0, 64)), {},
                "write 2026-12-01 or 2026-12-01T08:30:00Z");
}

}  // namespace portolan
