#include "appliance/report/readiness_json.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/json_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <boost/json.hpp>

namespace portolan::report {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostText = 8'000;  // code points; quotes may be longer
constexpr std::size_t kMostRequirements = 500;
constexpr std::uint64_t kMostCount = 9'007'199'254'740'991;  // what JavaScript holds exactly

json::string clipped(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < kMostText; ++count)
        at += decode_utf8(text, at).length;
    return json_text(text.substr(0, at));
}

std::uint64_t count_of(std::uint64_t count) {
    return std::min(count, kMostCount);
}

json::value instant(Timestamp at) {
    return json_instant(at.nanoseconds == 0 ? "" : at.text());
}

json::object way_json(const evidence::ReadinessWay& way) {
    return {{"way", json_text(way.way)}, {"text", clipped(way.text)}, {"yaml", clipped(way.yaml)}};
}

json::object line_json(const evidence::ReadinessLine& line) {
    json::array requirements;
    for (const std::string& id : line.requirements)
        if (requirements.size() < kMostRequirements) requirements.emplace_back(json_text(id));
    json::array ways;
    for (const evidence::ReadinessWay& way : line.ways)
        ways.push_back(way_json(way));
    return {{"kind", json_text(line.kind)},
            {"open", line.open},
            {"what", clipped(line.what)},
            {"why", clipped(line.why)},
            {"closed_by", clipped(line.closed_by)},
            {"requirements", std::move(requirements)},
            {"ways", std::move(ways)},
            {"decision", clipped(line.decision)},
            {"flows", count_of(line.flows)},
            {"first", instant(line.first)},
            {"last", instant(line.last)}};
}

}  // namespace

json::object to_json(const evidence::Readiness& readiness) {
    json::array lines;
    for (const evidence::ReadinessLine& line : readiness.lines)
        lines.push_back(line_json(line));
    return {{"schema", "portolan-readiness/1"},
            {"policy", json_text(readiness.policy)},
            {"site", clipped(readiness.site)},
            {"product", json_text(readiness.product)},
            {"enforcement", readiness.enforces ? "enforce" : "observe"},
            {"ready", readiness.ready()},
            {"open", count_of(readiness.open)},
            {"history",
             {{"rows", count_of(readiness.history)},
              {"from", instant(readiness.from)},
              {"to", instant(readiness.to)},
              {"cut", readiness.history_cut}}},
            {"lines", std::move(lines)},
            {"left_out", count_of(readiness.left_out)}};
}

}  // namespace portolan::report
