#include "appliance/store/flow_rows.hpp"

#include "appliance/store/column_json.hpp"

namespace portolan::store {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
constexpr std::int64_t kHour = 60 * kMinute;

constexpr std::string_view kMergeFlow = R"sql(
INSERT INTO flows (hour, initiator, responder, protocol, port, decision, verdict, action, policy, product,
    requirement, also, reason, initiator_asset, initiator_zone, responder_asset, responder_zone, names, facts,
    flows, packets, bytes, answered, first, last)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25)
ON CONFLICT (hour, initiator, responder, protocol, port, decision, verdict, action, policy) DO UPDATE SET
    also = excluded.also, reason = excluded.reason, names = excluded.names, facts = excluded.facts,
    flows = flows + excluded.flows, packets = packets + excluded.packets, bytes = bytes + excluded.bytes,
    answered = max(answered, excluded.answered), first = min(first, excluded.first),
    last = max(last, excluded.last))sql";

constexpr std::string_view kAddActivity = R"sql(
INSERT INTO activity (minute, series, flows, packets, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (minute, series) DO UPDATE SET flows = flows + excluded.flows,
    packets = packets + excluded.packets, bytes = bytes + excluded.bytes)sql";

// A value below the last one of the same generation also means that the kernel began anew.
constexpr std::string_view kAddCounter = R"sql(
INSERT INTO counters (decision, mark, packets, bytes, at, generation, seen_packets, seen_bytes, moved)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3, ?4, iif(?3 > 0, ?5, 0))
ON CONFLICT (decision) DO UPDATE SET
    packets = packets + iif(generation = ?6 AND ?3 >= seen_packets, ?3 - seen_packets, ?3),
    bytes = bytes + iif(generation = ?6 AND ?3 >= seen_packets, max(?4 - seen_bytes, 0), ?4),
    moved = iif(?3 > 0 AND (generation <> ?6 OR ?3 <> seen_packets), ?5, moved),
    mark = ?2, at = ?5, generation = ?6, seen_packets = ?3, seen_bytes = ?4)sql";

Result<void> merge(Statement& statement, const evidence::JudgedFlow& flow) {
    statement.number(static_cast<std::uint64_t>(flow.last.nanoseconds / kHour));
    statement.text(flow.initiator.text()).text(flow.responder.text()).text(flow.protocol).number(flow.port);
    statement.text(flow.decision).text(flow.verdict).text(flow.action).text(flow.policy).text(flow.product);
    statement.text(flow.requirement).text(list_json(flow.also)).text(flow.reason);
    statement.text(flow.initiator_asset).text(flow.initiator_zone);
    statement.text(flow.responder_asset).text(flow.responder_zone);
    statement.text(list_json(flow.names)).text(facts_json(flow.facts));
    statement.number(flow.flows).number(flow.packets).number(flow.bytes).flag(flow.answered);
    return statement.time(flow.first).time(flow.last).run();
}

Result<void> count(Statement& statement, const evidence::JudgedFlow& flow, const std::string& series) {
    statement.number(static_cast<std::uint64_t>(flow.last.nanoseconds / kMinute)).text(series);
    return statement.number(flow.flows).number(flow.packets).number(flow.bytes).run();
}

bool was_blocked(const evidence::JudgedFlow& flow) {
    return flow.action == "blocked" || flow.action == "cut";
}

}  // namespace

Result<void> write_flows(Database& database, const std::vector<evidence::JudgedFlow>& flows) {
    if (flows.empty()) return {};
    Statement merging = TRY(database.prepare(kMergeFlow));
    Statement counting = TRY(database.prepare(kAddActivity));
    for (const evidence::JudgedFlow& flow : flows) {
        TRY_VOID(merge(merging, flow));
        TRY_VOID(count(counting, flow, flow.verdict));
        if (was_blocked(flow)) TRY_VOID(count(counting, flow, "blocked"));
    }
    return {};
}

Result<void> write_counters(Database& database, const std::vector<evidence::CounterSample>& samples) {
    if (samples.empty()) return {};
    Statement statement = TRY(database.prepare(kAddCounter));
    for (const evidence::CounterSample& sample : samples) {
        statement.text(sample.decision).number(sample.mark).number(sample.packets).number(sample.bytes);
        TRY_VOID(statement.time(sample.at).number(sample.generation).run());
    }
    return {};
}

}  // namespace portolan::store
