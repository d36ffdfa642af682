#include "policy/time_window.hpp"

#include <algorithm>
#include <array>
#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <chrono>
#include <limits>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kDayMinutes = 24 * 60;
constexpr unsigned kWholeWeek = 0x7f;
// A window inside an hour that the clock skips once a year opens a week later; nothing stays away for longer.
constexpr int kHorizonDays = 22;
constexpr std::size_t kLongestZone = 64;  // the longest IANA name has 32 bytes
constexpr const char* kForm = "write Mon-Fri 08:00-18:00 Europe/Madrid";
constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

using Instant = cctz::time_point<cctz::seconds>;

Instant instant(std::int64_t second) {
    return Instant(cctz::seconds(second));
}

std::int64_t second_of(Timestamp at) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(at.nanoseconds)).count();
}

// None beyond what a Timestamp can say (the years 1677 to 2262).
std::optional<Timestamp> timestamp_of(std::int64_t second) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kSecond;
    if (second > kMost || second < -kMost) return std::nullopt;
    return Timestamp{second * kSecond};
}

Failure bad_window(std::string message, std::string remedy = kForm) {
    return fail(ErrorCode::bad_input, std::move(message), {}, std::move(remedy));
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(separator, from), text.size());
        out.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

Result<unsigned> parse_day(std::string_view word) {
    const auto at = std::find(kDays.begin(), kDays.end(), word);
    if (at == kDays.end())
        return bad_window(fmt::format("'{}' is no day of the week", word.substr(0, 64)),
                          "write Mon, Tue, Wed, Thu, Fri, Sat, Sun, a range such as Mon-Fri, or daily");
    return static_cast<unsigned>(at - kDays.begin());
}

// "Mon-Wed,Sat" as bits, Monday the lowest; a range may run over the weekend ("Fri-Mon").
Result<unsigned> parse_days(std::string_view text) {
    if (text == "daily") return kWholeWeek;
    unsigned out = 0;
    for (const std::string_view part : parts_of(text, ',')) {
        const std::size_t dash = std::min(part.find('-'), part.size());
        const unsigned first = TRY(parse_day(part.substr(0, dash)));
        const unsigned last = dash == part.size() ? first : TRY(parse_day(part.substr(dash + 1)));
        unsigned bits = 1U << last;
        for (unsigned day = first; day != last; day = (day + 1) % kDays.size())
            bits |= 1U << day;
        if ((out & bits) != 0)
            return bad_window(fmt::format("a day stands twice in '{}'", text.substr(0, 64)),
                              "name each day once; write the second hours as a window of their own");
        out |= bits;
    }
    return out;
}

// Minutes after midnight of "08:00"; 24:00 is the end of a day.
std::optional<int> parse_clock(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (minute > 59 || hour * 60 + minute > kDayMinutes) return std::nullopt;
    return hour * 60 + minute;
}

struct Hours {
    int from = 0, to = 0;  // minutes after midnight; to <= from: on the day after
};

Result<Hours> parse_hours(std::string_view text) {
    const std::vector<std::string_view> ends = parts_of(text, '-');
    const std::optional<int> from = parse_clock(ends.front());
    const std::optional<int> to = parse_clock(ends.back());
    if (ends.size() != 2 || !from || !to || *from == kDayMinutes)
        return bad_window(fmt::format("'{}' is no range of hours", text.substr(0, 64)),
                          "write 08:00-18:00, 22:00-06:00 over midnight, or 00:00-24:00 for the whole day");
    if (*from == *to)
        return bad_window(fmt::format("'{}' begins when it ends", text.substr(0, 64)),
                          "write 00:00-24:00 for the whole day");
    return Hours{*from, *to};
}

// A path below the system's folder of zones and nothing else: no file of another place, no name of cctz's own
// ("file:...", "libc:..."), and none of the abbreviations ("EST") that mean different things to people.
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > kLongestZone || name.find('/') == std::string_view::npos) return false;
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '+';
    };
    for (const std::string_view part : parts_of(name, '/'))
        if (part.empty() || !std::all_of(part.begin(), part.end(), plain)) return false;
    return !name.starts_with("posix/") && !name.starts_with("right/");  // copies, one with leap seconds
}

Result<cctz::time_zone> parse_zone(std::string_view name) {
    cctz::time_zone zone = cctz::utc_time_zone();
    if (name == "UTC") return zone;
    if (!is_zone_name(name) || !cctz::load_time_zone(std::string(name), &zone))
        return bad_window(fmt::format("time zone '{}' is not known here", name.substr(0, kLongestZone)),
                          "write UTC or an IANA name such as Europe/Madrid (package tzdata holds them)");
    return zone;
}

}  // namespace

struct TimeWindow::Span {
    std::string text;
    unsigned days = 0;  // bits, Monday the lowest
    Hours hours;
    cctz::time_zone zone;

    [[nodiscard]] bool on(const cctz::civil_day& day) const {
        return ((days >> static_cast<unsigned>(cctz::get_weekday(day))) & 1U) != 0;
    }
    [[nodiscard]] bool past_midnight() const { return hours.to <= hours.from; }
    [[nodiscard]] bool contains(const Instant& at) const {
        const cctz::civil_second local = cctz::convert(at, zone);
        const cctz::civil_day today(local);
        const int minute = local.hour() * 60 + local.minute();
        if (past_midnight())
            return (on(today) && minute >= hours.from) || (on(today - 1) && minute < hours.to);
        return on(today) && hours.from <= minute && minute < hours.to;
    }
    // Instants at which it may open or close on account of this day: where the clock shows its hours, once or
    // twice, and where it jumps over them or back before them.
    void add_changes(const cctz::civil_day& day, std::vector<std::int64_t>& out) const {
        if (!on(day)) return;
        const cctz::civil_second begin = cctz::civil_second(day) + hours.from * 60;
        const cctz::civil_second end = cctz::civil_second(past_midnight() ? day + 1 : day) + hours.to * 60;
        for (const cctz::civil_second& clock : {begin, end}) {
            const cctz::time_zone::civil_lookup found = zone.lookup(clock);
            for (const Instant& each : {found.pre, found.trans, found.post})
                out.push_back(each.time_since_epoch().count());
        }
    }
};

Result<TimeWindow::Span> TimeWindow::parse_span(const std::string& text) {
    const std::vector<std::string_view> parts = parts_of(text, ' ');
    if (parts.size() != 3)
        return bad_window(
            fmt::format("'{}' is no time window: days, hours and a time zone, one space between",
                        std::string_view(text).substr(0, 64)));
    Span out;
    out.text = text;
    out.days = TRY(parse_days(parts[0]));
    out.hours = TRY(parse_hours(parts[1]));
    out.zone = TRY(parse_zone(parts[2]));
    return out;
}

Result<TimeWindow> TimeWindow::parse(const std::vector<std::string>& texts) {
    TimeWindow out;
    if (texts == std::vector<std::string>{std::string(kAlways)}) return out;
    if (texts.size() > kMostSpans)
        return bad_window(fmt::format("{} windows, more than {}", texts.size(), kMostSpans),
                          "put days with the same hours together: Mon-Wed,Fri");
    std::vector<Span> spans;
    for (const std::string& text : texts) {
        if (text == kAlways) return bad_window("'always' stands beside other hours", "keep one of them");
        spans.push_back(TRY(parse_span(text)));
    }
    if (spans.empty()) return bad_window("no hours");
    out.spans_ = std::make_shared<const std::vector<Span>>(std::move(spans));
    return out;
}

bool TimeWindow::is_open(std::int64_t second) const {
    return spans_ == nullptr || std::any_of(spans_->begin(), spans_->end(),
                                            [&](const Span& span) { return span.contains(instant(second)); });
}

bool TimeWindow::contains(Timestamp at) const {
    return is_open(second_of(at));
}

// Ascending, from one day to another counted from that of `second`: every opening and closing is among them.
std::vector<std::int64_t> TimeWindow::candidates(std::int64_t second, int first_day, int last_day) const {
    std::vector<std::int64_t> out;
    if (spans_ == nullptr) return out;
    for (const Span& span : *spans_) {
        const cctz::civil_day today(cctz::convert(instant(second), span.zone));
        for (int day = first_day; day <= last_day; ++day)
            span.add_changes(today + day, out);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool TimeWindow::changes_at(std::int64_t second) const {
    return is_open(second - 1) != is_open(second);
}

std::optional<Timestamp> TimeWindow::last_change(Timestamp at) const {
    const std::int64_t second = second_of(at);
    const std::vector<std::int64_t> all = candidates(second, -kHorizonDays, 1);
    for (auto each = std::upper_bound(all.begin(), all.end(), second); each != all.begin();)
        if (changes_at(*--each)) return timestamp_of(*each);
    return std::nullopt;
}

std::optional<Timestamp> TimeWindow::next_change(Timestamp at) const {
    const std::int64_t second = second_of(at);
    // From two days back: hours over midnight began then, and a clock may have been put back over midnight.
    const std::vector<std::int64_t> all = candidates(second, -2, kHorizonDays);
    for (auto each = std::upper_bound(all.begin(), all.end(), second); each != all.end(); ++each)
        if (changes_at(*each)) return timestamp_of(*each);
    return std::nullopt;
}

std::string TimeWindow::text() const {
    if (spans_ == nullptr) return std::string(kAlways);
    std::string out;
    for (const Span& span : *spans_)
        out += (out.empty() ? "" : " or ") + span.text;
    return out;
}

}  // namespace portolan::policy
