#include "appliance/report/text_report.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/golden.hpp"
#include "appliance/report/sample_assessment.hpp"
#include "appliance/report/text_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    return lines;
}

TEST(TextReport, Golden) {
    expect_golden("sample.txt",
                  text_report(sample_assessment(), {.colour = false, .flows = false, .width = 100}));
    expect_golden("sample_flows.txt",
                  text_report(sample_assessment(), {.colour = false, .flows = true, .width = 140}));
    expect_golden("sample_colour.txt",
                  text_report(sample_assessment(), {.colour = true, .flows = false, .width = 100}));
}

// Narrower than 14 + 8 x 9 columns the table of counts is wider than the terminal: numbers are not cut. The
// closing line is one line whatever the width, for scripts.
TEST(TextReport, KeepsToTheWidth) {
    constexpr std::size_t kCounts = 86;
    for (const std::size_t width : {60U, 86U, 100U, 200U}) {
        const std::string text =
            text_report(sample_assessment(), {.colour = false, .flows = true, .width = width});
        for (const std::string& line : lines_of(text)) {
            const std::size_t most =
                line.starts_with("FINDINGS") ? line.size() : std::max<std::size_t>(width, kCounts);
            EXPECT_LE(columns(line), most) << line;
        }
    }
}

TEST(TextReport, NoControlCharacterReachesTheTerminal) {
    const std::string_view hostile[] = {"\x1b[2J",
                                        "\xC2\x9B"
                                        "2J",
                                        "a\nb",
                                        "\x07",
                                        "\r",
                                        "\xE2\x80\xAE"
                                        "x",
                                        "\xFF\xFE",
                                        "\x7f"};
    for (const std::string_view word : hostile) {
        const std::string text =
            text_report(assessment_of(word), {.colour = false, .flows = true, .width = 100});
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint point = decode_utf8(text, at);
            ASSERT_TRUE(point.valid);
            ASSERT_TRUE(point.value == U'\n' || !is_deceptive(point.value)) << shown(word);
            at += point.length;
        }
        EXPECT_EQ(lines_of(text).size(), lines_of(text_report(assessment_of(shown(word)),
                                                              {.colour = false, .flows = true, .width = 100}))
                                             .size());
    }
}

TEST(TextReport, ColoursOnlyWhereAskedFor) {
    EXPECT_THAT(text_report(sample_assessment(), {.colour = true, .flows = false, .width = 100}),
                HasSubstr("\x1b[1;31m"));
    EXPECT_THAT(text_report(sample_assessment(), {.colour = false, .flows = true, .width = 100}),
                Not(HasSubstr("\x1b")));
}

TEST(TextReport, AnAddressIsNeverCut) {
    const std::string text = text_report(sample_assessment(), {.colour = false, .flows = true, .width = 60});
    EXPECT_THAT(text, HasSubstr("2001:db8:ffff:4444:225:90ff:fe12:3456"));
    EXPECT_THAT(text, HasSubstr("2001:db8:4:1:225:90ff:fe12:3456"));
}

TEST(TextReport, ClosingLineSaysWhetherAPersonMustLook) {
    EXPECT_THAT(text_report(sample_assessment(), {}),
                HasSubstr("\nFINDINGS: 2 violated, 1 failing, 2 unknown of 11 requirements; "
                          "2 prohibited, 1 deviating, 4 undocumented of 9 flows\n"
                          "what vendors say of themselves, counted apart: 1 unknown\n"));
    EXPECT_THAT(text_report(Assessment{}, {}),
                HasSubstr("\nNO FINDINGS: 0 violated, 0 failing, 0 unknown of 0 requirements; "
                          "0 prohibited, 0 deviating, 0 undocumented of 0 flows\n"));
    EXPECT_THAT(text_report(Assessment{}, {}), HasSubstr("holds no packet"));
}

TEST(TextReport, UnknownOnesAreTogetherByWhatIsLacking) {
    Assessment assessment = sample_assessment();
    assessment.products[2].requirements[1].reason = assessment.products[2].requirements[2].reason;
    EXPECT_THAT(text_report(assessment, {}),
                HasSubstr("? parameter internal_networks is not set\n    SNEP7-033 SNEP7-089\n"));
}

TEST(TextReport, AScanIsOneLine) {
    const std::string text = text_report(large_assessment(484, 5'000), {});
    EXPECT_LT(lines_of(text).size(), 140U);
    EXPECT_THAT(text, HasSubstr("ports"));
}

}  // namespace
}  // namespace portolan::report
