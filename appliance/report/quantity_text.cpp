#include "appliance/report/quantity_text.hpp"

#include "appliance/base/timestamp.hpp"

#include <array>

#include <fmt/format.h>

namespace portolan::report {
namespace {

constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array kUnits = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < kUnits.size()) {  // 999.95 would print as 1000.0
        value /= 1000;
        ++unit;
    }
    return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string counted(std::uint64_t number, std::string_view noun) {
    return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string duration_text(std::string_view from, std::string_view to) {
    const Result<Timestamp> start = parse_timestamp(from);
    const Result<Timestamp> end = parse_timestamp(to);
    if (!start || !end || *end < *start) return {};
    const std::int64_t milliseconds = (end->nanoseconds - start->nanoseconds) / kNanosecondsPerMillisecond;
    const std::int64_t seconds = milliseconds / 1000;
    if (seconds == 0) return fmt::format("{} ms", milliseconds);
    if (seconds < kMinute) return fmt::format("{} s", seconds);
    if (seconds < kHour) return fmt::format("{} min {} s", seconds / kMinute, seconds % kMinute);
    if (seconds < kDay) return fmt::format("{} h {} min", seconds / kHour, seconds % kHour / kMinute);
    return fmt::format("{} d {} h", seconds / kDay, seconds % kDay / kHour);
}

std::string instant_text(std::string_view instant) {
    const Result<Timestamp> parsed = parse_timestamp(instant);
    if (!parsed) return std::string(instant);
    const std::string text = parsed->text();  // "2026-11-22T15:04:05.123456Z"
    return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

}  // namespace portolan::report
