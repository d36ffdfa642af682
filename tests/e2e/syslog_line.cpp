#include "tests/e2e/syslog_line.hpp"

#include "appliance/base/number.hpp"
#include "appliance/base/timestamp.hpp"

#include <algorithm>
#include <optional>

namespace portolan::e2e {
namespace {

Failure bad(const std::string& what) {
    return fail(ErrorCode::bad_input, what);
}

class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return text_.empty(); }
    bool skip(std::string_view expected) {
        if (!text_.starts_with(expected)) return false;
        text_.remove_prefix(expected.size());
        return true;
    }
    std::string_view until(std::string_view stops) {
        const std::string_view out = text_.substr(0, std::min(text_.find_first_of(stops), text_.size()));
        text_.remove_prefix(out.size());
        return out;
    }
    std::string_view rest() { return std::exchange(text_, {}); }
    // The next byte; 0 at the end.
    char take() {
        if (text_.empty()) return 0;
        const char out = text_.front();
        text_.remove_prefix(1);
        return out;
    }

private:
    std::string_view text_;
};

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

// A header word: 1 to `most` of PRINTUSASCII, then a space.
Result<std::string> word(Cursor& in, std::size_t most) {
    const std::string_view out = in.until(" ");
    if (out.empty() || out.size() > most || !is_printable(out)) return bad("a bad word in the header");
    if (!in.skip(" ")) return bad("the header ends early");
    return std::string(out);
}

// SD-NAME: 1 to 32 of PRINTUSASCII without = ] " and space.
Result<std::string> name(Cursor& in, std::string_view stops) {
    const std::string_view out = in.until(stops);
    if (out.empty() || out.size() > 32 || !is_printable(out)) return bad("a bad name in the structured data");
    if (out.find_first_of("=]\" ") != std::string_view::npos) return bad("a forbidden sign in a name");
    return std::string(out);
}

// PARAM-VALUE behind its opening quote: `"`, `\` and `]` escaped, and only they.
Result<std::string> quoted(Cursor& in) {
    std::string out;
    for (char c = in.take(); c != '"'; c = in.take()) {
        if (c == ']') return bad("an unescaped ] in a value");
        if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) return bad("a control or the end in a value");
        if (c == '\\') {
            c = in.take();
            if (c != '"' && c != '\\' && c != ']') return bad("an escape of something else");
        }
        out += c;
    }
    return out;
}

Result<unsigned> priority(Cursor& in) {
    if (!in.skip("<")) return bad("no priority");
    const std::optional<std::uint64_t> value = parse_decimal(in.until(">"), 191);
    if (!value || !in.skip(">1 ")) return bad("a bad priority or version");
    return static_cast<unsigned>(*value);
}

Result<std::string> instant(Cursor& in) {
    std::string out = TRY(word(in, 32));
    const bool form = out.size() == std::string_view("2026-11-22T15:04:05.123Z").size() && out[10] == 'T' &&
                      out[19] == '.' && out.back() == 'Z';
    if (!form || !parse_timestamp(out)) return bad("a bad time");
    return out;
}

Result<void> element(Cursor& in, SyslogLine& line) {
    if (!in.skip("[")) return bad("no structured data");
    line.element = TRY(name(in, " ]"));
    while (in.skip(" ")) {
        std::string key = TRY(name(in, "="));
        if (!in.skip("=\"")) return bad("no value");
        std::string value = TRY(quoted(in));
        line.parameters.emplace_back(std::move(key), std::move(value));
    }
    if (!in.skip("]")) return bad("the structured data has no end");
    return {};
}

bool is_message(std::string_view text) {
    return std::ranges::none_of(text,
                                [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
}

}  // namespace

std::string SyslogLine::value(std::string_view wanted) const {
    for (const auto& [key, value] : parameters)
        if (key == wanted) return value;
    return {};
}

Result<SyslogLine> parse_syslog_line(std::string_view text) {
    Cursor in(text);
    SyslogLine line;
    line.priority = TRY(priority(in));
    line.time = TRY(instant(in));
    line.host = TRY(word(in, 255));
    line.application = TRY(word(in, 48));
    line.process = TRY(word(in, 128));
    line.message_id = TRY(word(in, 32));
    TRY_VOID(element(in, line));
    if (in.at_end()) return line;
    if (!in.skip(" ")) return bad("no space before the message");
    line.message = in.rest();
    if (!is_message(line.message)) return bad("a control in the message");
    return line;
}

Result<std::vector<std::string>> parse_frames(std::string_view bytes) {
    std::vector<std::string> out;
    while (!bytes.empty()) {
        const std::size_t space = std::min(bytes.find(' '), bytes.size());
        const std::optional<std::uint64_t> length = parse_decimal(bytes.substr(0, space), bytes.size());
        if (!length || *length == 0 || space + 1 + *length > bytes.size()) return bad("a bad frame");
        out.emplace_back(bytes.substr(space + 1, *length));
        bytes.remove_prefix(space + 1 + *length);
    }
    return out;
}

}  // namespace portolan::e2e
