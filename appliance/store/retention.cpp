#include "appliance/store/retention.hpp"

#include <array>
#include <string>

namespace portolan::store {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

struct Rule {
    std::string_view sql;  // ?1 = the oldest that stays, in `unit`; ?2 = rows at most
    std::int64_t days;
    std::int64_t unit;
};

// By `hour` and not by `last`: the first is the beginning of an index.
constexpr std::array<Rule, 7> kRules = {
    {{"DELETE FROM flows WHERE number IN (SELECT number FROM flows WHERE hour < ?1 LIMIT ?2)", 30,
      60 * kMinute},
     {"DELETE FROM activity WHERE (minute, series) IN "
      "(SELECT minute, series FROM activity WHERE minute < ?1 LIMIT ?2)",
      396, kMinute},
     {"DELETE FROM verdict_intervals WHERE number IN "
      "(SELECT number FROM verdict_intervals WHERE ended < ?1 LIMIT ?2)",
      1096, 1},
     {"DELETE FROM coverage_intervals WHERE (source, began) IN "
      "(SELECT source, began FROM coverage_intervals WHERE ended < ?1 LIMIT ?2)",
      1096, 1},
     {"DELETE FROM findings WHERE fid IN (SELECT fid FROM findings WHERE state = 1 AND closed < ?1 LIMIT ?2)",
      1096, 1},
     {"DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE at < ?1 LIMIT ?2)", 1096, 1},
     {"DELETE FROM attestations WHERE id IN "
      "(SELECT id FROM attestations WHERE min(valid_until, ifnull(revoked, valid_until)) < ?1 LIMIT ?2)",
      1096, 1}}};

}  // namespace

Result<bool> forget_old_rows(Database& database, Timestamp now, std::uint64_t most) {
    bool more = false;
    for (const Rule& rule : kRules) {
        const std::int64_t oldest = (now.nanoseconds - rule.days * kDay) / rule.unit;
        Statement statement = TRY(database.prepare(rule.sql));
        TRY_VOID(statement.time(Timestamp{oldest}).number(most).run());
        more = more || database.changes() == most;
    }
    return more;
}

}  // namespace portolan::store
