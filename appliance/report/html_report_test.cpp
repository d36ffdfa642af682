#include "appliance/report/html_report.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/golden.hpp"
#include "appliance/report/sample_assessment.hpp"

#include <chrono>
#include <cmath>
#include <map>
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

struct Tag {
    std::string name;  // with its slash where it closes
    std::map<std::string, std::string> attributes;
    bool empty = false;  // "<use/>"
    std::string source;

    [[nodiscard]] bool has(const std::string& attribute) const { return attributes.contains(attribute); }
    [[nodiscard]] std::string value(const std::string& attribute) const {
        return has(attribute) ? attributes.at(attribute) : "";
    }
};

Tag parse_tag(const std::string& source) {
    Tag tag;
    tag.source = source;
    std::size_t at = std::min(source.find(' '), source.size());
    tag.name = source.substr(0, at);
    while (at < source.size()) {
        const std::size_t start = source.find_first_not_of(' ', at);
        if (start == std::string::npos || source[start] == '/') break;
        at = std::min(source.find_first_of(" =", start), source.size());
        const std::string attribute = source.substr(start, at - start);
        std::string value;
        if (at < source.size() && source[at] == '=') {
            const std::size_t end = std::min(source.find('"', at + 2), source.size());
            value = source.substr(at + 2, end - at - 2);
            at = end + 1;
        }
        tag.attributes[attribute] = value;
    }
    tag.empty = source.ends_with('/');
    return tag;
}

// Every tag of the page; what stands inside style and script is left out.
std::vector<Tag> tags_of(const std::string& html) {
    std::vector<Tag> tags;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        const std::size_t end = html.find('>', at);
        tags.push_back(parse_tag(html.substr(at + 1, end - at - 1)));
        at = end;
        for (const char* raw : {"style", "script"}) {
            if (tags.back().name == raw) at = html.find(std::string("</") + raw + ">", at);
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

// What a page may be made of. Nothing here loads a thing, and no attribute but href names a place.
const std::set<std::string> kElements = {
    "!DOCTYPE", "html",   "head",   "meta",    "title", "style", "script",  "body",    "header",
    "nav",      "main",   "footer", "section", "div",   "span",  "p",       "h1",      "h2",
    "h3",       "h4",     "ul",     "ol",      "li",    "dl",    "dt",      "dd",      "table",
    "thead",    "tbody",  "tfoot",  "tr",      "th",    "td",    "caption", "details", "summary",
    "a",        "q",      "cite",   "code",    "bdi",   "time",  "strong",  "br",      "label",
    "input",    "button", "svg",    "symbol",  "use",   "path",  "circle",  "rect"};
const std::set<std::string> kAttributes = {"html",
                                           "lang",
                                           "charset",
                                           "http-equiv",
                                           "content",
                                           "name",
                                           "class",
                                           "id",
                                           "href",
                                           "hidden",
                                           "open",
                                           "type",
                                           "role",
                                           "tabindex",
                                           "scope",
                                           "aria-label",
                                           "aria-hidden",
                                           "aria-pressed",
                                           "datetime",
                                           "placeholder",
                                           "autocomplete",
                                           "data-show",
                                           "data-for",
                                           "data-verdict",
                                           "data-finding",
                                           "viewBox",
                                           "width",
                                           "height",
                                           "x",
                                           "y",
                                           "cx",
                                           "cy",
                                           "r",
                                           "d",
                                           "fill",
                                           "preserveAspectRatio",
                                           "stroke-dasharray"};

TEST(HtmlReport, AsksNothingOfAnyNetwork) {
    const std::string html = html_report(sample_assessment());
    for (const Tag& tag : tags_of(html)) {
        EXPECT_TRUE(kElements.contains(tag.name.substr(tag.name.front() == '/' ? 1 : 0))) << tag.source;
        for (const auto& [attribute, value] : tag.attributes)
            EXPECT_TRUE(kAttributes.contains(attribute)) << tag.source;
        EXPECT_TRUE(!tag.has("href") || tag.value("href").starts_with('#')) << tag.source;
        EXPECT_TRUE(tag.value("http-equiv").empty() || tag.value("http-equiv") == "Content-Security-Policy");
    }
    for (const char* loader : {"url(", "@import", "@font-face", "fetch(", "XMLHttpRequest", "import("})
        EXPECT_THAT(html, Not(HasSubstr(loader)));
    EXPECT_EQ(occurrences(html, "http://"), 0U);
    EXPECT_EQ(occurrences(html, "https://"), 1U);  // in the vendor's quote
    EXPECT_THAT(html, HasSubstr("default-src 'none'; style-src 'sha256-"));
}

TEST(HtmlReport, HostileTextNeverBecomesMarkup) {
    const std::size_t plain = tags_of(html_report(assessment_of("x"))).size();
    for (const char* word :
         {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "\" onclick=\"x",
          "--><b>", "</style><i>", "&lt;script&gt;", "javascript:alert(1)"}) {
        const std::string html = html_report(assessment_of(word));
        const std::vector<Tag> tags = tags_of(html);
        EXPECT_EQ(tags.size(), plain) << word;
        EXPECT_EQ(occurrences(html, "<script"), 1U) << word;
        for (const Tag& tag : tags) {
            EXPECT_THAT(tag.source, Not(HasSubstr("alert("))) << word;
            for (const auto& [attribute, value] : tag.attributes)
                EXPECT_TRUE(kAttributes.contains(attribute)) << tag.source;
        }
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

void expect_balanced(const std::vector<Tag>& tags) {
    static const std::set<std::string> kVoid = {"!DOCTYPE", "meta", "br", "input"};
    std::vector<std::string> open;
    for (const Tag& tag : tags) {
        if (kVoid.contains(tag.name) || tag.empty) continue;
        if (tag.name.front() != '/') {
            open.push_back(tag.name);
            continue;
        }
        ASSERT_FALSE(open.empty());
        ASSERT_EQ("/" + open.back(), tag.name);
        open.pop_back();
    }
    EXPECT_TRUE(open.empty());
}

TEST(HtmlReport, TagsAreBalancedAndIdsUniqueAndLinksArrive) {
    Assessment twice = sample_assessment();
    twice.products[1].requirements[0].id = twice.products[0].requirements[0].id;
    twice.products[1].requirements[1].id = "n-1";
    for (const Assessment& assessment :
         {sample_assessment(), twice, assessment_of("x"), assessment_of("section-main"), Assessment{}}) {
        const std::vector<Tag> tags = tags_of(html_report(assessment));
        expect_balanced(tags);
        std::set<std::string> ids;
        for (const Tag& tag : tags)
            EXPECT_TRUE(!tag.has("id") || ids.insert(tag.value("id")).second) << tag.source;
        for (const Tag& tag : tags)
            EXPECT_TRUE(!tag.has("href") || ids.contains(tag.value("href").substr(1))) << tag.source;
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
    std::size_t hidden = 0;
    for (const Tag& tag : tags_of(html_report(sample_assessment()))) {
        EXPECT_TRUE(tag.name != "details" || tag.has("open")) << tag.source;
        const bool needs_script = tag.value("class") == "filter" || tag.value("id") == "section-theme";
        EXPECT_EQ(tag.has("hidden"), needs_script) << tag.source;
        hidden += needs_script ? 1U : 0U;
    }
    EXPECT_EQ(hidden, 3U);
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

// "--card:#fff; --ink:..." up to the closing brace, by name.
std::map<std::string, std::string> colours_of(const std::string& css) {
    std::map<std::string, std::string> colours;
    const std::string block = css.substr(0, css.find('}'));
    for (std::size_t at = block.find("--"); at != std::string::npos; at = block.find("--", at + 1)) {
        const std::size_t colon = block.find(":#", at);
        colours[block.substr(at + 2, colon - at - 2)] =
            block.substr(colon + 2, block.find(';', colon) - colon - 2);
    }
    return colours;
}

TEST(HtmlReport, ContrastInBothThemes) {
    const std::string html = html_report(Assessment{});
    std::size_t themes = 0;
    for (std::size_t at = html.find("color-scheme:"); at != std::string::npos;
         at = html.find("color-scheme:", at + 1)) {
        if (!html.substr(at).starts_with("color-scheme:light;\n--") &&
            !html.substr(at).starts_with("color-scheme:dark;\n--"))
            continue;
        const std::map<std::string, std::string> colours = colours_of(html.substr(at));
        ++themes;
        for (const char* ground : {"ground", "card", "stripe", "alarm-l", "warning-l"})
            for (const char* ink : {"ink", "dim", "accent"})
                EXPECT_GE(contrast(colours.at(ink), colours.at(ground)), 4.5)
                    << themes << " " << ink << " " << ground;
        for (const char* tone : {"alarm", "warning", "doubt", "quiet", "attested", "good", "none"})
            EXPECT_GE(contrast(colours.at(std::string(tone) + "-i"), colours.at(std::string(tone) + "-g")),
                      4.5)
                << themes << " " << tone;
    }
    EXPECT_EQ(themes, 3U);  // light, dark by the system, dark by the button
}

// A customer's own requirements stand in the page, and in no sum of the vendors'.
TEST(HtmlReport, LocalRequirementsAreCountedApart) {
    Assessment assessment = sample_assessment();
    EXPECT_EQ(html_report(assessment).find("Local requirements"), std::string::npos);
    EXPECT_NE(html_report(assessment).find("What vendors say of themselves, counted apart: 1 unknown."),
              std::string::npos);
    Product local = assessment.products[1];
    local.id = "local-windows-member";
    for (Requirement& requirement : local.requirements)
        requirement.verdict = "violated";
    assessment.products.push_back(local);
    const std::string page = html_report(assessment);
    EXPECT_NE(page.find("Local requirements, counted apart: 3 violated."), std::string::npos);
    EXPECT_NE(page.find("2 requirements violated"), std::string::npos);
    EXPECT_NE(page.find("All vendors' products"), std::string::npos);
}

}  // namespace
}  // namespace portolan::report
