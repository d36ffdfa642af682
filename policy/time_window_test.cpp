#include "policy/time_window.hpp"

#include <gtest/gtest.h>

namespace portolan::policy {
namespace {

TimeWindow window(const std::vector<std::string>& texts) {
    Result<TimeWindow> parsed = TimeWindow::parse(texts);
    if (!parsed) panic(parsed.error().text());
    return std::move(*parsed);
}

struct Look {
    const char* at;
    bool open;
};
struct Case {
    const char* what;
    std::vector<std::string> texts;
    std::vector<Look> looks;
};

void expect_looks(const std::vector<Case>& cases) {
    for (const Case& each : cases) {
        const TimeWindow parsed = window(each.texts);
        for (const Look& look : each.looks)
            EXPECT_EQ(parsed.contains(*parse_timestamp(look.at)), look.open) << each.what << " " << look.at;
    }
}

// 2026-11-23 is a Monday.
TEST(TimeWindow, IsOpenOnItsDaysInItsHours) {
    expect_looks({
        {"winter in Madrid, an hour before UTC",
         {"Mon-Fri 08:00-18:00 Europe/Madrid"},
         {{"2026-11-23T06:59:59.999999Z", false},
          {"2026-11-23T07:00:00Z", true},
          {"2026-11-27T16:59:59.999999Z", true},
          {"2026-11-27T17:00:00Z", false},
          {"2026-11-28T10:00:00Z", false},
          {"2026-11-29T10:00:00Z", false}}},
        {"summer in Madrid, two hours",
         {"Mon-Fri 08:00-18:00 Europe/Madrid"},
         {{"2026-07-06T05:59:59Z", false}, {"2026-07-06T06:00:00Z", true}, {"2026-07-06T16:00:00Z", false}}},
        {"UTC", {"Wed 09:30-10:00 UTC"}, {{"2026-11-25T09:29:00Z", false}, {"2026-11-25T09:30:00Z", true}}},
        {"listed days",
         {"Mon-Tue,Sat 10:00-11:00 UTC"},
         {{"2026-11-23T10:30:00Z", true},
          {"2026-11-24T10:30:00Z", true},
          {"2026-11-25T10:30:00Z", false},
          {"2026-11-28T10:30:00Z", true},
          {"2026-11-29T10:30:00Z", false}}},
        {"a range over the weekend",
         {"Sat-Mon 10:00-11:00 UTC"},
         {{"2026-11-27T10:30:00Z", false},
          {"2026-11-28T10:30:00Z", true},
          {"2026-11-29T10:30:00Z", true},
          {"2026-11-30T10:30:00Z", true},
          {"2026-12-01T10:30:00Z", false}}},
        {"every day, all day",
         {"daily 00:00-24:00 Europe/Madrid"},
         {{"2026-11-23T22:59:59Z", true}, {"2026-11-23T23:00:00Z", true}, {"2026-03-29T01:00:00Z", true}}},
        {"always", {"always"}, {{"1970-01-01", true}, {"2200-01-01", true}}},
        {"the day is that of the zone",
         {"Mon 00:00-01:00 Pacific/Auckland"},
         {{"2026-11-22T10:59:59Z", false},
          {"2026-11-22T11:00:00Z", true},
          {"2026-11-22T12:00:00Z", false},
          {"2026-11-23T00:30:00Z", false}}},
        {"two windows",
         {"Mon 08:00-12:00 UTC", "Mon 14:00-16:00 Asia/Kolkata"},
         {{"2026-11-23T08:00:00Z", true},
          {"2026-11-23T12:00:00Z", false},
          {"2026-11-23T08:29:00Z", true},
          {"2026-11-23T10:29:00Z", true}}},
    });
}

TEST(TimeWindow, OverMidnightBelongsToTheDayOnWhichItBegins) {
    expect_looks({
        {"Friday night",
         {"Fri 22:00-06:00 UTC"},
         {{"2026-11-27T05:59:00Z", false},
          {"2026-11-27T21:59:59Z", false},
          {"2026-11-27T22:00:00Z", true},
          {"2026-11-28T00:00:00Z", true},
          {"2026-11-28T05:59:59Z", true},
          {"2026-11-28T06:00:00Z", false},
          {"2026-11-28T22:00:00Z", false}}},
        {"over the end of the week",
         {"Sun 22:00-02:00 UTC"},
         {{"2026-11-29T01:00:00Z", false}, {"2026-11-30T01:59:59Z", true}, {"2026-11-30T02:00:00Z", false}}},
        {"to midnight",
         {"Mon 22:00-24:00 UTC"},
         {{"2026-11-23T23:59:59Z", true}, {"2026-11-24T00:00:00Z", false}}},
        {"to midnight, in other words",
         {"Mon 22:00-00:00 UTC"},
         {{"2026-11-23T23:59:59Z", true}, {"2026-11-24T00:00:00Z", false}, {"2026-11-23T00:00:00Z", false}}},
    });
}

// Madrid, Sunday 2026-03-29: 01:59:59 is followed by 03:00:00 at 01:00 UTC. São Paulo, Sunday 2018-11-04:
// Saturday's 23:59:59 is followed by 01:00:00 at 03:00 UTC.
TEST(TimeWindow, HoursThatTheClockSkipsDoNotExist) {
    expect_looks({
        {"inside the gap: not that day",
         {"Sun 02:15-02:45 Europe/Madrid"},
         {{"2026-03-22T01:15:00Z", true},
          {"2026-03-29T00:59:59Z", false},
          {"2026-03-29T01:00:00Z", false},
          {"2026-03-29T01:15:00Z", false},
          {"2026-04-05T00:15:00Z", true}}},
        {"ends in it: closes at the jump",
         {"Sun 01:30-02:30 Europe/Madrid"},
         {{"2026-03-29T00:29:59Z", false},
          {"2026-03-29T00:30:00Z", true},
          {"2026-03-29T00:59:59Z", true},
          {"2026-03-29T01:00:00Z", false}}},
        {"begins in it: opens at the jump",
         {"Sun 02:30-04:00 Europe/Madrid"},
         {{"2026-03-29T00:59:59Z", false},
          {"2026-03-29T01:00:00Z", true},
          {"2026-03-29T01:59:59Z", true},
          {"2026-03-29T02:00:00Z", false}}},
        {"over it: an hour less",
         {"Sat 22:00-06:00 Europe/Madrid"},
         {{"2026-03-28T21:00:00Z", true}, {"2026-03-29T03:59:59Z", true}, {"2026-03-29T04:00:00Z", false}}},
        {"midnight is skipped: opens at the jump",
         {"Sun 00:00-06:00 America/Sao_Paulo"},
         {{"2018-11-04T02:59:59Z", false},
          {"2018-11-04T03:00:00Z", true},
          {"2018-11-04T07:59:59Z", true},
          {"2018-11-04T08:00:00Z", false}}},
        {"and closes at it",
         {"Sat 22:00-00:30 America/Sao_Paulo"},
         {{"2018-11-04T02:59:59Z", true}, {"2018-11-04T03:00:00Z", false}}},
        {"a day that ends with it",
         {"Sat 20:00-24:00 America/Sao_Paulo"},
         {{"2018-11-04T02:59:59Z", true}, {"2018-11-04T03:00:00Z", false}}},
    });
}

// Madrid, Sunday 2026-10-25: 02:59:59 is followed by 02:00:00 at 01:00 UTC. São Paulo, Sunday 2019-02-17:
// Saturday's 23:59:59 is followed by its 23:00:00 at 02:00 UTC.
TEST(TimeWindow, HoursThatComeTwiceCountTwice) {
    expect_looks({
        {"inside the hour",
         {"Sun 02:00-02:30 Europe/Madrid"},
         {{"2026-10-24T23:59:59Z", false},
          {"2026-10-25T00:00:00Z", true},
          {"2026-10-25T00:29:59Z", true},
          {"2026-10-25T00:30:00Z", false},
          {"2026-10-25T00:59:59Z", false},
          {"2026-10-25T01:00:00Z", true},
          {"2026-10-25T01:29:59Z", true},
          {"2026-10-25T01:30:00Z", false}}},
        {"begins in it",
         {"Sun 02:30-04:00 Europe/Madrid"},
         {{"2026-10-25T00:29:59Z", false},
          {"2026-10-25T00:30:00Z", true},
          {"2026-10-25T01:00:00Z", false},
          {"2026-10-25T01:30:00Z", true},
          {"2026-10-25T02:59:59Z", true},
          {"2026-10-25T03:00:00Z", false}}},
        {"over it: an hour more",
         {"Sun 01:00-05:00 Europe/Madrid"},
         {{"2026-10-24T23:00:00Z", true}, {"2026-10-25T01:00:00Z", true}, {"2026-10-25T04:00:00Z", false}}},
        {"Saturday has its last hour twice",
         {"Sat 23:00-24:00 America/Sao_Paulo"},
         {{"2019-02-17T00:59:59Z", false},
          {"2019-02-17T01:00:00Z", true},
          {"2019-02-17T02:00:00Z", true},
          {"2019-02-17T02:59:59Z", true},
          {"2019-02-17T03:00:00Z", false}}},
        {"and Sunday waits",
         {"Sun 00:00-01:00 America/Sao_Paulo"},
         {{"2019-02-17T02:00:00Z", false}, {"2019-02-17T02:59:59Z", false}, {"2019-02-17T03:00:00Z", true}}},
    });
}

std::string text(const std::optional<Timestamp>& time) {
    return time ? time->text().substr(0, 19) + "Z" : "none";
}

TEST(TimeWindow, KnowsItsLastAndItsNextChange) {
    struct Step {
        std::vector<std::string> texts;
        const char* at;
        const char* last;
        const char* next;
    };
    const std::vector<Step> steps = {
        {{"Mon-Fri 08:00-18:00 Europe/Madrid"},
         "2026-11-23T07:00:00Z",
         "2026-11-23T07:00:00Z",
         "2026-11-23T17:00:00Z"},
        {{"Mon-Fri 08:00-18:00 Europe/Madrid"},
         "2026-11-27T17:00:00Z",
         "2026-11-27T17:00:00Z",
         "2026-11-30T07:00:00Z"},
        {{"Mon-Fri 08:00-18:00 Europe/Madrid"},
         "2026-03-28T12:00:00Z",
         "2026-03-27T17:00:00Z",
         "2026-03-30T06:00:00Z"},
        {{"Sun 02:15-02:45 Europe/Madrid"},
         "2026-03-29T12:00:00Z",
         "2026-03-22T01:45:00Z",
         "2026-04-05T00:15:00Z"},
        {{"Sun 02:30-04:00 Europe/Madrid"},
         "2026-03-29T00:59:59Z",
         "2026-03-22T03:00:00Z",
         "2026-03-29T01:00:00Z"},
        {{"Sun 02:30-04:00 Europe/Madrid"},
         "2026-10-25T00:30:00Z",
         "2026-10-25T00:30:00Z",
         "2026-10-25T01:00:00Z"},
        {{"Sun 02:30-04:00 Europe/Madrid"},
         "2026-10-25T01:00:00Z",
         "2026-10-25T01:00:00Z",
         "2026-10-25T01:30:00Z"},
        {{"Sat 23:00-24:00 America/Sao_Paulo"},
         "2019-02-17T02:00:00Z",
         "2019-02-17T01:00:00Z",
         "2019-02-17T03:00:00Z"},
        {{"Mon 08:00-12:00 UTC", "Mon 12:00-18:00 UTC"},
         "2026-11-23T09:00:00Z",
         "2026-11-23T08:00:00Z",
         "2026-11-23T18:00:00Z"},
        {{"Fri 22:00-06:00 UTC"}, "2026-11-28T00:00:00.5Z", "2026-11-27T22:00:00Z", "2026-11-28T06:00:00Z"},
        {{"daily 00:00-24:00 Europe/Madrid"}, "2026-10-25T00:30:00Z", "none", "none"},
        {{"always"}, "2026-10-25T00:30:00Z", "none", "none"},
    };
    for (const Step& step : steps) {
        const TimeWindow parsed = window(step.texts);
        EXPECT_EQ(text(parsed.last_change(*parse_timestamp(step.at))), step.last) << parsed.text() << step.at;
        EXPECT_EQ(text(parsed.next_change(*parse_timestamp(step.at))), step.next) << parsed.text() << step.at;
    }
}

// Both against a walk, minute by minute, through the weeks in which clocks change.
TEST(TimeWindow, ChangesAreWhereAWalkFindsThem) {
    constexpr std::int64_t kMinute = 60'000'000'000;
    constexpr std::size_t kMinutes = 30 * 24 * 60;
    const std::vector<std::string> windows[] = {
        {"Sun 02:15-02:45 Europe/Madrid"},
        {"Sat-Sun 22:30-02:30 Europe/Madrid"},
        {"Sat 23:30-00:30 America/Sao_Paulo"},
        {"Sun 00:00-24:00 America/Sao_Paulo"},
        {"Mon,Wed 08:00-18:00 Asia/Kathmandu"},
        {"daily 23:59-00:01 Australia/Lord_Howe", "Sun 01:45-02:15 Europe/Madrid"},
    };
    for (const char* start : {"2026-03-15", "2026-10-10", "2018-10-20", "2019-02-01"}) {
        const std::int64_t begin = parse_timestamp(start)->nanoseconds;
        for (const std::vector<std::string>& texts : windows) {
            const TimeWindow parsed = window(texts);
            std::vector<bool> open;
            for (std::size_t i = 0; i < kMinutes; ++i)
                open.push_back(parsed.contains({begin + static_cast<std::int64_t>(i) * kMinute}));
            for (std::size_t i = 1; i < kMinutes; i += 97) {
                std::size_t next = i + 1;
                while (next < kMinutes && open[next] == open[i])
                    ++next;
                std::size_t last = i;
                while (last > 0 && open[last - 1] == open[i])
                    --last;
                const Timestamp at{begin + static_cast<std::int64_t>(i) * kMinute};
                if (next < kMinutes) {
                    EXPECT_EQ(text(parsed.next_change(at)),
                              text(Timestamp{begin + static_cast<std::int64_t>(next) * kMinute}))
                        << parsed.text() << " " << at.text();
                }
                if (last > 0) {
                    EXPECT_EQ(text(parsed.last_change(at)),
                              text(Timestamp{begin + static_cast<std::int64_t>(last) * kMinute}))
                        << parsed.text() << " " << at.text();
                }
            }
        }
    }
}

TEST(TimeWindow, SaysWhatItIs) {
    EXPECT_EQ(window({"Mon-Fri 08:00-18:00 Europe/Madrid", "Sat 09:00-13:00 UTC"}).text(),
              "Mon-Fri 08:00-18:00 Europe/Madrid or Sat 09:00-13:00 UTC");
    EXPECT_EQ(window({"always"}).text(), "always");
}

TEST(TimeWindow, RefusesWithWhatIsWrong) {
    struct Refusal {
        std::vector<std::string> texts;
        const char* message;
    };
    const std::vector<Refusal> refusals = {
        {{}, "no hours"},
        {{""}, "'' is no time window"},
        {{"Mon-Fri"}, "'Mon-Fri' is no time window"},
        {{"Mon-Fri 08:00-18:00"}, "is no time window"},
        {{"Mon-Fri  08:00-18:00 UTC"}, "is no time window"},
        {{"Mon - Fri 08:00-18:00 UTC"}, "is no time window"},
        {{"mon-fri 08:00-18:00 UTC"}, "'mon' is no day of the week"},
        {{"lunes 08:00-18:00 UTC"}, "'lunes' is no day of the week"},
        {{"Mon-Wed-Fri 08:00-18:00 UTC"}, "'Wed-Fri' is no day of the week"},
        {{"Mon, 08:00-18:00 UTC"}, "'' is no day of the week"},
        {{"Mon-Fri,Wed 08:00-18:00 UTC"}, "a day stands twice in 'Mon-Fri,Wed'"},
        {{"Mon 8:00-18:00 UTC"}, "'8:00-18:00' is no range of hours"},
        {{"Mon 08:00 UTC"}, "'08:00' is no range of hours"},
        {{"Mon 08:60-18:00 UTC"}, "is no range of hours"},
        {{"Mon 08:00-24:01 UTC"}, "is no range of hours"},
        {{"Mon 24:00-06:00 UTC"}, "is no range of hours"},
        {{"Mon 08.00-18.00 UTC"}, "is no range of hours"},
        {{"Mon 08:00-10:00-12:00 UTC"}, "is no range of hours"},
        {{"Mon 08:00-08:00 UTC"}, "'08:00-08:00' begins when it ends"},
        {{"Mon 08:00-18:00 Europe/Madird"}, "time zone 'Europe/Madird' is not known here"},
        {{"Mon 08:00-18:00 europe/madrid"}, "is not known here"},
        {{"Mon 08:00-18:00 CET"}, "time zone 'CET' is not known here"},
        {{"Mon 08:00-18:00 EST"}, "is not known here"},
        {{"Mon 08:00-18:00 America/Argentina"}, "is not known here"},  // a folder
        {{"Mon 08:00-18:00 right/Europe/Madrid"}, "is not known here"},
        {{"Mon 08:00-18:00 /usr/share/zoneinfo/Europe/Madrid"}, "is not known here"},
        {{"Mon 08:00-18:00 ../../../etc/passwd"}, "is not known here"},
        {{"Mon 08:00-18:00 Europe/../Europe/Madrid"}, "is not known here"},
        {{"Mon 08:00-18:00 file:/etc/localtime"}, "is not known here"},
        {{"Mon 08:00-18:00 Fixed/UTC+01:00:00"}, "is not known here"},
        {{"Mon 08:00-18:00 +01:00"}, "is not known here"},
        {{"always", "Mon 08:00-18:00 UTC"}, "'always' stands beside other hours"},
        {std::vector<std::string>(33, "Mon 08:00-18:00 UTC"), "33 windows, more than 32"},
    };
    for (const Refusal& each : refusals) {
        const Result<TimeWindow> refused = TimeWindow::parse(each.texts);
        const std::string_view what = each.texts.empty() ? "" : each.texts.front();
        ASSERT_FALSE(refused) << what;
        EXPECT_NE(refused.error().message.find(each.message), std::string::npos)
            << what << ": " << refused.error().message;
        EXPECT_NE(refused.error().remedy, "") << what;
    }
}

}  // namespace
}  // namespace portolan::policy
