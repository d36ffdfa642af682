#include "appliance/cli/readiness_text.hpp"

#include "appliance/report/foreign_text.hpp"

#include <cstdint>
#include <sstream>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

namespace json = boost::json;

// The answer of another version may lack a member: then it is empty.
std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value == nullptr || !value->is_string() ? "" : std::string(value->as_string());
}

bool flag_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->as_bool();
}

std::uint64_t count_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) return 0;
    boost::system::error_code error;
    const auto count = value->to_number<std::uint64_t>(error);
    return error ? 0 : count;
}

const json::array& list_of(const json::object& object, std::string_view key) {
    static const json::array kEmpty;
    const json::value* value = object.if_contains(key);
    return value == nullptr || !value->is_array() ? kEmpty : value->as_array();
}

const json::object& object_of(const json::value* value) {
    static const json::object kEmpty;
    return value != nullptr && value->is_object() ? value->as_object() : kEmpty;
}

std::string indented(const std::string& lines, std::string_view indent) {
    std::string out;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);)
        out += fmt::format("{}{}\n", indent, report::shown(line));
    return out;
}

std::string flows_text(const json::object& line) {
    const std::uint64_t flows = count_of(line, "flows");
    if (flows == 0) return {};
    return fmt::format("; {} {}, last {}", flows, flows == 1 ? "flow" : "flows",
                       report::shown(text_of(line, "last").substr(0, 19)));
}

std::string open_line(const json::object& line) {
    std::string out = fmt::format("OPEN  {:<12}{}{}\n", report::shown(text_of(line, "kind")),
                                  report::shown(text_of(line, "what")), flows_text(line));
    out += indented(text_of(line, "why"), "      ");
    for (const json::value& each : list_of(line, "ways")) {
        const json::object& way = object_of(&each);
        out += fmt::format("      - {}: {}\n", report::shown(text_of(way, "way")),
                           report::shown(text_of(way, "text")));
        out += indented(text_of(way, "yaml"), "          ");
    }
    return out + "\n";
}

std::string told_line(const json::object& line) {
    return fmt::format("told  {:<12}{}{} ({})\n", report::shown(text_of(line, "kind")),
                       report::shown(text_of(line, "what")), flows_text(line),
                       report::shown(text_of(line, "closed_by")));
}

std::string history_text(const json::object& readiness) {
    const json::object& history = object_of(readiness.if_contains("history"));
    const std::string from = text_of(history, "from");
    if (from.empty()) return "no traffic was looked at: what the switch would block is not known\n";
    return fmt::format("history: {} kinds of flow from {} to {}{}\n", count_of(history, "rows"),
                       report::shown(from.substr(0, 19)), report::shown(text_of(history, "to").substr(0, 19)),
                       flag_of(history, "cut") ? "; there were more, the latest were looked at" : "");
}

}  // namespace

std::string readiness_text(const json::object& readiness) {
    const std::uint64_t open = count_of(readiness, "open");
    std::string out = fmt::format(
        "{} at {}, in {}, policy {}\n", report::shown(text_of(readiness, "product")),
        report::shown(text_of(readiness, "site")), report::shown(text_of(readiness, "enforcement")),
        report::shown(text_of(readiness, "policy")));
    out += history_text(readiness) + "\n";
    for (const json::value& line : list_of(readiness, "lines"))
        if (flag_of(object_of(&line), "open")) out += open_line(object_of(&line));
    for (const json::value& line : list_of(readiness, "lines"))
        if (!flag_of(object_of(&line), "open")) out += told_line(object_of(&line));
    if (const std::uint64_t more = count_of(readiness, "left_out"); more > 0)
        out += fmt::format("and {} more lines\n", more);
    return out + (open == 0
                      ? "READY: no line is open\n"
                      : fmt::format("NOT READY: {} {} open\n", open, open == 1 ? "line is" : "lines are"));
}

}  // namespace portolan::cli
