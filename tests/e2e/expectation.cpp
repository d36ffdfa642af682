#include "tests/e2e/expectation.hpp"

#include "appliance/base/number.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace portolan::e2e {
namespace {

constexpr std::size_t kColumns = 10;
constexpr std::string_view kHeader =
    "case\tproduct\tinitiator\tresponder\tprotocol\tport\tcount\tverdict\trequirement\twhy";
constexpr std::array<std::string_view, 5> kVerdicts = {"conforming", "deviating", "prohibited",
                                                       "undocumented", "ungoverned"};

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

Result<Expectation> parse_row(std::string_view line, const std::string& where) {
    const std::vector<std::string> cells = split(line, '\t');
    if (cells.size() != kColumns)
        return fail(ErrorCode::bad_input,
                    fmt::format("{} columns where {} are wanted", cells.size(), kColumns), where);
    const std::optional<std::uint64_t> port =
        parse_decimal(cells[5], std::numeric_limits<std::uint16_t>::max());
    const std::optional<std::uint64_t> count = parse_decimal(cells[6], 1'000'000);
    if (!port || !count || *count == 0)
        return fail(ErrorCode::bad_input, "port or count is no number", where);
    if (std::find(kVerdicts.begin(), kVerdicts.end(), cells[7]) == kVerdicts.end())
        return fail(ErrorCode::bad_input, fmt::format("'{}' is no verdict of a flow", cells[7]), where);
    return Expectation{.name = cells[0],
                       .tuple = {cells[2], cells[3], cells[4], static_cast<std::uint16_t>(*port)},
                       .products = split(cells[1], ' '),
                       .count = *count,
                       .verdict = cells[7],
                       .ids = split(cells[8], ' ')};
}

}  // namespace

std::string Tuple::text() const {
    return fmt::format("{} -> {} {}/{}", initiator, responder, protocol, port);
}

Result<std::vector<Expectation>> parse_expectations(std::string_view table, const std::string& file) {
    std::vector<Expectation> out;
    std::size_t number = 0;
    for (const std::string& line : split(table, '\n')) {
        ++number;
        if (number == 1 && line != kHeader)
            return fail(ErrorCode::bad_input, "the header line is another", file);
        if (number == 1 || line.empty()) continue;
        out.push_back(TRY(parse_row(line, fmt::format("{}:{}", file, number))));
    }
    return out;
}

}  // namespace portolan::e2e
