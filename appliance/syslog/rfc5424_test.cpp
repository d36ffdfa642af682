#include "appliance/syslog/rfc5424.hpp"

#include "appliance/syslog/sample_events.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace portolan::syslog {
namespace {

evidence::Event event_with(std::vector<std::pair<std::string, std::string>> fields) {
    evidence::Event out;
    out.seq = 7;
    out.id = "01KAPF3V630000000000000007";
    out.code = "PT4001";
    out.severity = evidence::Severity::warning;
    out.at = Timestamp{1'795'359'845'123'999'999};
    out.text = "text";
    out.fields = std::move(fields);
    return out;
}

std::string sd_of(const std::string& line) {
    return line.substr(line.find('['), line.rfind("] ") + 1 - line.find('['));
}

// One line of every event. PORTOLAN_UPDATE_GOLDEN=1 writes it anew: read the difference before it is
// committed.
TEST(Rfc5424, EveryEventAsCommitted) {
    const std::string path = std::string(PORTOLAN_SOURCE_DIR) + "/tests/golden/syslog/events.txt";
    std::string made;
    for (const evidence::Event& event : sample_events())
        made += rfc5424_line(event, sample_options()) + "\n";
    if (updates_golden()) put_golden(path, made);
    EXPECT_EQ(golden_text(path), made);
}

TEST(Rfc5424, AWholeLine) {
    EXPECT_EQ(rfc5424_line(event_with({{"subj", "print-pc"}}), sample_options()),
              "<132>1 2026-11-22T15:04:05.123Z gate.example portolan - PT4001 [portolan@32473 "
              "id=\"01KAPF3V630000000000000007\" seq=\"7\" app=\"hospital-norte\" subj=\"print-pc\"] text");
}

TEST(Rfc5424, FacilityIsTheEvents) {
    evidence::Event event = event_with({});
    event.code = "PT8002";
    EXPECT_TRUE(rfc5424_line(event, sample_options()).starts_with("<84>1 "));
    event.severity = evidence::Severity::critical;
    event.code = "PT9011";
    EXPECT_TRUE(rfc5424_line(event, sample_options()).starts_with("<130>1 "));
}

// RFC 5424 section 6.3.3: these three are escaped, and nothing else is.
TEST(Rfc5424, EscapesExactlyThree) {
    const std::string line = rfc5424_line(event_with({{"reason", "a\"b\\c]d[e=f'g|h"}}), sample_options());
    EXPECT_NE(line.find("reason=\"a\\\"b\\\\c\\]d[e=f'g|h\"]"), std::string::npos) << line;
}

TEST(Rfc5424, ALineEndForgesNoEvent) {
    evidence::Event event = event_with({{"reason", "x\n<131>1 - - forged"}});
    event.text = "y\r\n<131>1 forged";
    const std::string line = rfc5424_line(event, sample_options());
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    EXPECT_NE(line.find("x\u240A<131>1"), std::string::npos) << line;
}

TEST(Rfc5424, HeaderWordsHoldNoSpace) {
    LineOptions options = sample_options();
    options.hostname = "my gate";
    options.process_id = "";
    options.sd_id = "a b]@\"7";
    const std::string line = rfc5424_line(event_with({{"bad key=\"", "v"}, {"", "lost"}}), options);
    EXPECT_NE(line.find("Z my_gate portolan - PT4001 [a_b_@_7 id="), std::string::npos) << line;
    EXPECT_NE(line.find(" bad_key__=\"v\"]"), std::string::npos) << line;
    EXPECT_EQ(line.find("lost"), std::string::npos) << line;
}

TEST(Rfc5424, AtTheBoundNothingIsShortened) {
    LineOptions options = sample_options();
    evidence::Event event = event_with({{"reason", std::string(3000, 'x')}});
    const std::size_t size = rfc5424_line(event, options).size();
    options.most = size;
    EXPECT_EQ(sd_of(rfc5424_line(event, options)).find("trunc"), std::string::npos);
    options.most = size - 1;
    const std::string line = rfc5424_line(event, options);
    EXPECT_LE(line.size(), options.most);
    EXPECT_NE(line.find(" app=\"hospital-norte\" trunc=\"1\" "), std::string::npos);
}

TEST(Rfc5424, ShortensInAFixedOrder) {
    evidence::Event event =
        event_with({{"subj", std::string(3000, 's')}, {"reason", std::string(3000, 'r')}});
    event.text = std::string(3000, 't');
    const auto counts = [&event](std::size_t most) {
        LineOptions options = sample_options();
        options.most = most;
        const std::string line = rfc5424_line(event, options);
        EXPECT_LE(line.size(), most);
        const auto longest = [&line](char c) {
            std::size_t run = 0;
            std::size_t best = 0;
            for (const char each : line)
                best = std::max(best, run = each == c ? run + 1 : 0);
            return best;
        };
        return std::vector<std::size_t>{longest('s'), longest('r'), longest('t')};
    };
    EXPECT_EQ(counts(10'000), (std::vector<std::size_t>{3000, 3000, 3000}));
    EXPECT_EQ(counts(6'500), (std::vector<std::size_t>{3000, 3000, 331}));
    EXPECT_EQ(counts(6'000), (std::vector<std::size_t>{3000, 200, 200}));
    EXPECT_EQ(counts(1'024), (std::vector<std::size_t>{200, 200, 200}));
}

TEST(Rfc5424, IdentityOutlivesEveryBound) {
    evidence::Event event = event_with({{"fid", "01KAPF3V630000000000000042"}});
    for (int i = 0; i < 500; ++i)
        event.fields.emplace_back("k" + std::to_string(i), std::string(100, ']'));
    LineOptions options = sample_options();
    options.most = 0;
    const std::string line = rfc5424_line(event, options);
    EXPECT_LE(line.size(), 1024U);
    EXPECT_NE(line.find("id=\"01KAPF3V630000000000000007\" seq=\"7\" app=\"hospital-norte\" trunc=\"1\" "
                        "fid=\"01KAPF3V630000000000000042\""),
              std::string::npos)
        << line;
}

TEST(Rfc5424, CharactersAreNotCut) {
    std::string many;
    for (int i = 0; i < 4000; ++i)
        many += "€";
    const std::string line = rfc5424_line(event_with({{"reason", many}}), sample_options());
    EXPECT_EQ(line.find("\xEF\xBF\xBD"), std::string::npos);
    EXPECT_NE(line.find("€\"]"), std::string::npos);
}

TEST(Rfc5424, OctetsAreCountedNotCharacters) {
    EXPECT_EQ(octet_counted("<1>1 é"), "7 <1>1 é");
}

}  // namespace
}  // namespace portolan::syslog
