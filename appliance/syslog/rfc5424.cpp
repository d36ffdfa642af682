#include "appliance/syslog/rfc5424.hpp"

#include "appliance/syslog/event_kind.hpp"
#include "appliance/syslog/harmless_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace portolan::syslog {
namespace {

// The header, id, seq, app, fid, pol and the marks fit into this whatever they hold.
constexpr std::size_t kLeastBound = 1024;

// Bounds of RFC 5424 section 6.
constexpr std::size_t kHostBytes = 255;
constexpr std::size_t kProcessBytes = 128;
constexpr std::size_t kMessageIdBytes = 32;
constexpr std::size_t kNameBytes = 32;

// Keys by which events are counted, matched and joined: shortened last, and never dropped.
constexpr std::array<std::string_view, 6> kKept = {"id", "seq", "app", "trunc", "fid", "pol"};
constexpr std::size_t kKeptBytes = 64;

struct Parameter {
    std::string name;
    std::string value;  // harmless, not yet escaped
};

struct Line {
    std::string header;
    std::string sd_id;
    std::vector<Parameter> parameters;
    std::string text;
};

// RFC 5424 section 6.3.3: exactly these three.
void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '"' || c == '\\' || c == ']') out += '\\';
        out += c;
    }
}

std::string assemble(const Line& line) {
    std::string out = line.header + " [" + line.sd_id;
    for (const Parameter& parameter : line.parameters) {
        out += " " + parameter.name + "=\"";
        append_escaped(out, parameter.value);
        out += '"';
    }
    out += line.text.empty() ? "]" : "] " + line.text;
    return out;
}

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

std::string parameter_name(std::string_view name) {
    std::string out(name.substr(0, kNameBytes));
    std::ranges::replace_if(
        out, [](char c) { return !is_name_byte(c); }, '_');
    return out;
}

// An SD-ID is a name, "@" and a number.
std::string structured_data_id(const std::string& wanted) {
    std::string out = wanted.substr(0, kNameBytes);
    std::ranges::replace_if(
        out, [](char c) { return !is_name_byte(c) && c != '@'; }, '_');
    return out.empty() ? LineOptions().sd_id : out;
}

std::string header(const evidence::Event& event, const LineOptions& options) {
    const EventKind* kind = find_event_kind(event.code);
    const Facility facility = kind == nullptr ? Facility::local0 : kind->facility;
    const unsigned priority = static_cast<unsigned>(facility) * 8 + static_cast<unsigned>(event.severity);
    return fmt::format("<{}>1 {} {} portolan {} {}", priority, millisecond_time(event.at),
                       header_word(options.hostname, kHostBytes),
                       header_word(options.process_id, kProcessBytes),
                       header_word(event.code, kMessageIdBytes));
}

Line make_line(const evidence::Event& event, const LineOptions& options) {
    Line line{header(event, options), structured_data_id(options.sd_id), {}, harmless(event.text)};
    line.parameters = {{"id", std::string(cut(harmless(event.id), kKeptBytes))},
                       {"seq", std::to_string(event.seq)},
                       {"app", std::string(cut(harmless(options.appliance), kKeptBytes))}};
    for (const auto& [name, value] : event.fields)
        if (!name.empty()) line.parameters.push_back({parameter_name(name), harmless(value)});
    return line;
}

bool is_kept(const Parameter& parameter) {
    return std::ranges::find(kKept, parameter.name) != kKept.end();
}

std::size_t cost(const Parameter& parameter) {
    std::string value;
    append_escaped(value, parameter.value);
    return parameter.name.size() + value.size() + std::string_view(" =\"\"").size();
}

void shorten_parameters(Line& line, std::size_t most, std::size_t& size, std::size_t bound) {
    for (std::size_t i = line.parameters.size(); i-- > 0 && size > bound;) {
        Parameter& parameter = line.parameters[i];
        if (is_kept(parameter) && most >= kKeptBytes) continue;
        size -= cost(parameter);
        parameter.value = cut(parameter.value, most);
        size += cost(parameter);
    }
}

void shorten_text(Line& line, std::size_t& size, std::size_t bound) {
    constexpr std::size_t least = 200;
    const std::size_t over = size - std::min(size, bound);
    const std::size_t before = line.text.size();
    line.text = cut(line.text, std::max(before - std::min(over, before), least));
    size -= before - line.text.size();
}

// The order: the sentence to 200 bytes, then the fields from the last to the first to 200 and then to 40
// bytes; then fields go, from the last to the first.
void shorten(Line& line, std::size_t bound) {
    constexpr std::size_t after_app = 3;
    line.parameters.insert(line.parameters.begin() + after_app, {"trunc", "1"});
    std::size_t size = assemble(line).size();
    shorten_text(line, size, bound);
    shorten_parameters(line, 200, size, bound);
    shorten_parameters(line, 40, size, bound);
    while (size > bound && line.parameters.size() > after_app + 1) {
        size -= cost(line.parameters.back());
        line.parameters.pop_back();
    }
}

}  // namespace

std::string rfc5424_line(const evidence::Event& event, const LineOptions& options) {
    Line line = make_line(event, options);
    const std::size_t bound = std::max(options.most, kLeastBound);
    std::string out = assemble(line);
    if (out.size() <= bound) return out;
    shorten(line, bound);
    return assemble(line);
}

std::string millisecond_time(Timestamp at) {
    const std::string microseconds = at.text();  // "2026-11-22T15:04:05.123456Z"
    return microseconds.substr(0, microseconds.size() - 4) + "Z";
}

std::string octet_counted(std::string_view line) {
    return std::to_string(line.size()) + " " + std::string(line);
}

}  // namespace portolan::syslog
