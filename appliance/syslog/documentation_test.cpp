// docs/siem.md says what the catalogue says. PORTOLAN_UPDATE_GOLDEN=1 writes its made parts anew.
#include "appliance/syslog/sample_events.hpp"

#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

constexpr std::array<std::string_view, 8> kSeverities = {"emergency", "alert",  "critical", "error",
                                                         "warning",   "notice", "info",     "debug"};

std::string or_dash(std::string_view text) {
    return std::string(text.empty() ? "-" : text);
}

std::string keys_table() {
    std::string out = "\n| key | meaning |\n|---|---|\n";
    for (const EventKey& key : event_keys())
        out += fmt::format("| `{}` | {} |\n", key.name, key.meaning);
    return out + "\n";
}

std::string fields_of(const EventKind& kind) {
    std::string out;
    for (const std::string_view field : kind.fields)
        out += fmt::format("{}`{}`", out.empty() ? "" : " ", field);
    return out;
}

std::string events_table() {
    std::string out = "\n| id | event | severity | opens | closes | keys |\n|---|---|---|---|---|---|\n";
    for (const EventKind& kind : event_kinds())
        out += fmt::format("| {} | {} (`{}`) | {} | {} | {} | {} |\n", kind.id, kind.title, kind.name,
                           kSeverities[static_cast<std::size_t>(kind.severity)], or_dash(kind.opens),
                           or_dash(kind.closes), fields_of(kind));
    return out + "\n";
}

std::string samples() {
    std::string out = "\n```\n";
    for (const evidence::Event& event : sample_events())
        out += rfc5424_line(event, sample_options()) + "\n";
    return out + "```\n\n";
}

// Puts the text between the mark and the next end.
void put(std::string& page, const std::string& part, const std::string& text) {
    const std::string mark = "<!-- " + part + ": made from events.yaml -->\n";
    const std::size_t from = page.find(mark);
    ASSERT_NE(from, std::string::npos) << part;
    const std::size_t to = page.find("<!-- end -->", from);
    ASSERT_NE(to, std::string::npos) << part;
    page.replace(from + mark.size(), to - from - mark.size(), text);
}

TEST(Documentation, SaysWhatTheCatalogueSays) {
    const std::string path = std::string(PORTOLAN_SOURCE_DIR) + "/docs/siem.md";
    const std::string page = golden_text(path);
    std::string made = page;
    put(made, "keys", keys_table());
    put(made, "events", events_table());
    put(made, "samples", samples());
    if (updates_golden()) put_golden(path, made);
    EXPECT_TRUE(updates_golden() || page == made) << "docs/siem.md is not of this catalogue";
}

}  // namespace
}  // namespace portolan::syslog
