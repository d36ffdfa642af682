#include "appliance/report/html_report.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/golden.hpp"
#include "appliance/report/sample_assessment.hpp"

#include <chrono>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

// Every tag of the page as "name attributes"; what stands inside style and script is left out.
std::vector<std::string> tags_of(const std::string& html) {
    std::vector<std::string> tags;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        const std::size_t end = html.find('>', at);
        tags.push_back(html.substr(at + 1, end - at - 1));
        at = end;
        for (const char* raw : {"style", "script"}) {
            if (tags.back() == raw) at = html.find(std::string("</") + raw + ">", at);
        }
    }
    return tags;
}

TEST(HtmlReport, Golden) {
    const std::string html = html_report(sample_assessment());
    write_sample("sample.html", html);
    expect_golden("sample.html", html);
}

// The five documents and a busy day: the file must stay one that a browser opens at once.
TEST(HtmlReport, StaysSmallAndFastWithManyRows) {
    const Assessment assessment = large_assessment(484, 50'000);
    const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    const std::string html = html_report(assessment);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    write_sample("large.html", html);
    EXPECT_LT(html.size(), 2'500'000U);
    EXPECT_LT(took.count(), 5.0);
    EXPECT_THAT(html, HasSubstr("worst first, at most 200 of each verdict: 800 of 44,444"));
    EXPECT_THAT(html, HasSubstr("43,644 flows more in the JSON"));
    EXPECT_EQ(occurrences(html, "<details class=\"req"), 484U);
}

TEST(HtmlReport, AsksNothingOfAnyNetwork) {
    const std::string html = html_report(sample_assessment());
    for (const std::string& tag : tags_of(html)) {
        EXPECT_FALSE(std::regex_search(
            tag, std::regex("^(link|img|iframe|object|embed|base|form|audio|video|source)\\b")))
            << tag;
        EXPECT_FALSE(std::regex_search(tag, std::regex("\\b(src|srcset|action|data|poster|style|on[a-z]+)=")))
            << tag;
        EXPECT_FALSE(std::regex_search(tag, std::regex("href=\"[^#]"))) << tag;
    }
    for (const char* loader : {"url(", "@import", "@font-face", "fetch(", "XMLHttpRequest", "import("})
        EXPECT_THAT(html, Not(HasSubstr(loader)));
    EXPECT_EQ(occurrences(html, "http://"), 0U);
    EXPECT_EQ(occurrences(html, "https://"), 1U);  // in the vendor's quote
    EXPECT_THAT(html, HasSubstr("default-src 'none'; style-src 'sha256-"));
}

TEST(HtmlReport, HostileTextNeverBecomesMarkup) {
    const std::vector<std::string> plain = tags_of(html_report(assessment_of("x")));
    for (const char* word : {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x",
                             "--><b>", "</style><i>", "&lt;script&gt;"}) {
        const std::string html = html_report(assessment_of(word));
        const std::vector<std::string> tags = tags_of(html);
        EXPECT_EQ(tags.size(), plain.size()) << word;
        EXPECT_EQ(occurrences(html, "<script"), 1U) << word;
        for (const std::string& tag : tags)
            EXPECT_THAT(tag, Not(HasSubstr("alert("))) << word;
    }
}

TEST(HtmlReport, OnlyCleanUtf8) {
    for (const std::string_view word : {"\x1b[2J", "\xFF\xC0\xBC",
                                        "\xE2\x80\xAE"
                                        "gpj.exe",
                                        "\xC2\x9B", "\xE2\x80\x8B"}) {
        const std::string html = html_report(assessment_of(word));
        for (std::size_t at = 0; at < html.size();) {
            const CodePoint point = decode_utf8(html, at);
            ASSERT_TRUE(point.valid);
            ASSERT_TRUE(point.value == U'\n' || !is_deceptive(point.value)) << shown(word);
            at += point.length;
        }
    }
    EXPECT_THAT(html_report(assessment_of("\xE2\x80\xAE"
                                          "gpj.exe")),
                HasSubstr("[U+202E]gpj.exe"));
}

TEST(HtmlReport, TagsAreBalancedAndIdsUniqueAndLinksArrive) {
    for (const Assessment& assessment :
         {sample_assessment(), assessment_of("x"), assessment_of("section-main"), Assessment{}}) {
        static const std::set<std::string> kVoid = {"meta", "br", "input"};
        static const std::regex kId(" id=\"([^\"]*)\"");
        static const std::regex kLink(" href=\"#([^\"]*)\"");
        std::vector<std::string> open;
        std::set<std::string> ids;
        std::set<std::string> links;
        for (const std::string& tag : tags_of(html_report(assessment))) {
            if (tag.starts_with("!DOCTYPE")) continue;
            const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
            std::smatch match;
            if (std::regex_search(tag, match, kId)) {
                EXPECT_TRUE(ids.insert(match[1]).second) << tag;
            }
            if (std::regex_search(tag, match, kLink)) links.insert(match[1]);
            if (kVoid.contains(name) || tag.back() == '/') continue;
            if (name.front() != '/') {
                open.push_back(name);
                continue;
            }
            ASSERT_FALSE(open.empty());
            EXPECT_EQ("/" + open.back(), name);
            open.pop_back();
        }
        EXPECT_TRUE(open.empty());
        for (const std::string& link : links)
            EXPECT_TRUE(ids.contains(link)) << link;
    }
}

TEST(HtmlReport, QuotesCarryTheirLanguageAndSource) {
    const std::string html = html_report(sample_assessment());
    EXPECT_THAT(html, HasSubstr("<q lang=\"es\">solo para el rango de direcciones IP configuradas</q>"));
    EXPECT_THAT(html, HasSubstr("<cite lang=\"fr\">Connect+ / SendPro P: Configuration réseau</cite>, "
                                "edition SDC-2019, line 68"));
    EXPECT_THAT(html, HasSubstr("b4792c98fcb9884447ec092d09794e0dc860b0fd77acd14a3db9b49b49ace2ff"));
}

// Without script nothing may be out of reach: all details are open, and what only the script can use is
// hidden.
TEST(HtmlReport, ReadableWithoutScript) {
    for (const std::string& tag : tags_of(html_report(sample_assessment()))) {
        if (tag.starts_with("details")) {
            EXPECT_TRUE(tag.ends_with(" open")) << tag;
        }
        if (tag.starts_with("div class=\"filter\"") || tag.find("section-theme") != std::string::npos) {
            EXPECT_TRUE(tag.ends_with(" hidden")) << tag;
        }
    }
}

TEST(HtmlReport, SaysWhatWasNotCovered) {
    const std::string html = html_report(sample_assessment());
    EXPECT_EQ(occurrences(html, "core-monday.pcap: ends inside packet 4711"),
              2U);  // at the top and in its section
    EXPECT_THAT(html, HasSubstr("<th scope=\"row\">arp</th><td class=\"n\">412</td>"));
    const std::string empty = html_report(Assessment{});
    EXPECT_THAT(empty, HasSubstr("Every capture was read to its end."));
    EXPECT_THAT(empty, HasSubstr("No findings"));
    EXPECT_THAT(empty, HasSubstr("the captures hold no packet"));
}

// WCAG 2.2, 1.4.3 in figures: text and ground of every tone, in both themes.
double luminance(const std::string& hex) {
    const std::string full =
        hex.size() == 3 ? std::string{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]} : hex;
    const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double c = std::stoi(full.substr(2 * i, 2), nullptr, 16) / 255.0;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double contrast(const std::string& a, const std::string& b) {
    const double one = luminance(a);
    const double two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

TEST(HtmlReport, ContrastInBothThemes) {
    const std::string html = html_report(Assessment{});
    static const std::regex kBlock("color-scheme:(light|dark);([^}]*)\\}");
    static const std::regex kColour("--([a-z-]+):#([0-9a-f]+)");
    std::size_t themes = 0;
    for (std::sregex_iterator at(html.begin(), html.end(), kBlock), end; at != end; ++at) {
        const std::string block = at->str(2);
        std::map<std::string, std::string> colours;
        for (std::sregex_iterator c(block.begin(), block.end(), kColour); c != end; ++c)
            colours[c->str(1)] = c->str(2);
        if (colours.empty()) continue;
        ++themes;
        for (const char* ground : {"ground", "card", "stripe", "alarm-l", "warning-l"}) {
            for (const char* ink : {"ink", "dim", "accent"})
                EXPECT_GE(contrast(colours.at(ink), colours.at(ground)), 4.5)
                    << at->str(1) << " " << ink << " on " << ground;
        }
        for (const char* tone : {"alarm", "warning", "doubt", "quiet", "attested", "good", "none"})
            EXPECT_GE(contrast(colours.at(std::string(tone) + "-i"), colours.at(std::string(tone) + "-g")),
                      4.5)
                << at->str(1) << " " << tone;
    }
    EXPECT_EQ(themes, 3U);  // light, dark by the system, dark by the button
}

}  // namespace
}  // namespace portolan::report
