#include "appliance/report/json_report.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/golden.hpp"
#include "appliance/report/sample_assessment.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

namespace json = boost::json;

json::object parse(const std::string& text) {
    boost::system::error_code error;
    const json::value value = json::parse(text, error);
    EXPECT_FALSE(error) << error.message();
    return error ? json::object{} : value.as_object();
}

std::string keys_of(const json::value& value) {
    std::string out;
    for (const json::key_value_pair& entry : value.as_object())
        out += std::string(entry.key()) + " ";
    return out;
}

TEST(JsonReport, Golden) {
    expect_golden("sample.json", json_report(sample_assessment()));
}

TEST(JsonReport, HasTheDocumentedShape) {
    const json::object object = parse(json_report(sample_assessment()));
    EXPECT_EQ(
        keys_of(object),
        "schema policy site version made captures window packets products requirements flows not_covered "
        "incomplete ");
    EXPECT_EQ(object.at("schema").as_string(), "portolan-assess/1");
    EXPECT_EQ(keys_of(object.at("window")), "from to ");
    EXPECT_EQ(object.at("requirements").as_array().size(), 12U);
    EXPECT_EQ(object.at("flows").as_array().size(), 9U);
    EXPECT_EQ(keys_of(object.at("flows").at(0)),
              "product requirement also decision verdict action reason initiator initiator_asset responder "
              "responder_asset protocol port names facts packets bytes answered first last ");
    EXPECT_EQ(object.at("flows").at(0).at("facts").at("tls").as_string(), "1.3");
    const json::value& requirement = object.at("requirements").at(1);
    EXPECT_EQ(requirement.at("id").as_string(), "DCA4-023");
    EXPECT_EQ(requirement.at("product").as_string(), "dca4");
    EXPECT_EQ(keys_of(requirement.at("subjects").at(0)), "subject verdict reason evidence ");
    EXPECT_EQ(requirement.at("subjects").at(0).at("evidence").as_array().size(), 2U);
    EXPECT_EQ(keys_of(object.at("not_covered").at(0)), "what count ");
}

TEST(JsonReport, AnEmptyCaptureHasNoWindow) {
    const json::object object = parse(json_report(Assessment{}));
    EXPECT_TRUE(object.at("window").at("from").is_null());
    EXPECT_TRUE(object.at("flows").as_array().empty());
}

TEST(JsonReport, LargeNumbersStayExact) {
    Assessment assessment;
    assessment.flows.resize(1);
    assessment.flows[0].bytes = 18446744073709551615ULL;
    EXPECT_EQ(parse(json_report(assessment)).at("flows").at(0).at("bytes").as_uint64(),
              18446744073709551615ULL);
}

TEST(JsonReport, HostileTextStaysValidPrintableAndIsKept) {
    const std::string_view hostile[] = {"\"},{\"x\":\"",
                                        "\\u0000",
                                        "\x1b]0;owned\x07",
                                        "\xC2\x9B"
                                        "31m",
                                        "\xE2\x80\xAE"
                                        "moc",
                                        "\xF3\xA0\x81\x81",
                                        "\x7f"};
    for (const std::string_view word : hostile) {
        const std::string text = json_report(assessment_of(word));
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint point = decode_utf8(text, at);
            ASSERT_TRUE(point.valid);
            ASSERT_TRUE(point.value == U'\n' || !is_deceptive(point.value)) << word;
            at += point.length;
        }
        const json::object object = parse(text);
        EXPECT_EQ(object.at("site").as_string(), word);
        EXPECT_EQ(object.at("flows").at(0).at("facts").at("sni").as_string(), word);
    }
}

TEST(JsonReport, InvalidUtf8IsReplacedEverywhere) {
    const json::object object =
        parse(json_report(assessment_of("a\xFF\xC0\xBC"
                                        "b")));
    const std::string_view expected =
        "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
        "b";
    EXPECT_EQ(object.at("policy").as_string(), expected);
    EXPECT_EQ(object.at("flows").at(0).at("names").at(0).as_string(), expected);
    EXPECT_EQ(object.at("incomplete").at(0).as_string(), expected);
}

// diff and grep work on it: every row is one line.
TEST(JsonReport, OneRowALine) {
    const Assessment assessment = sample_assessment();
    const std::string text = json_report(assessment);
    const std::ptrdiff_t lines = std::count(text.begin(), text.end(), '\n');
    // 3 products, 12 requirements, 9 flows, 3 not covered, 1 incomplete; 5 lists, each opened and closed on a
    // line
    EXPECT_EQ(lines, 3 + 12 + 9 + 3 + 1 + 2 * 5 + 1);
}

}  // namespace
}  // namespace portolan::report
