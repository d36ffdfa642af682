#include "appliance/report/readiness_json.hpp"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::report {
namespace {

TEST(ReadinessJson, SaysWhatThereIs) {
    evidence::Readiness out;
    out.site = "hospital";
    out.policy = "3f2a9c01b7de";
    out.product = "dca4";
    out.open = 1;
    out.history = 7;
    evidence::ReadinessLine line;
    line.kind = "would-block";
    line.open = true;
    line.what = "print-pc -> 203.0.113.9 tcp/8443";
    line.requirements = {"DCA4-065"};
    line.ways = {{"accept", "let it be blocked", "accepted_blocks:\n  - {}"}};
    line.flows = 3;
    line.first = line.last = Timestamp{1'795'345'200'000'000'000};
    out.lines = {line};
    const boost::json::object got = to_json(out);
    EXPECT_EQ(got.at("schema"), "portolan-readiness/1");
    EXPECT_EQ(got.at("ready"), false);
    EXPECT_EQ(got.at("enforcement"), "observe");
    EXPECT_TRUE(got.at("history").at("from").is_null()) << "no history was looked at";
    const boost::json::object& first = got.at("lines").as_array().at(0).as_object();
    EXPECT_EQ(first.at("what").as_string(), line.what.c_str());
    EXPECT_EQ(first.at("last"), "2026-11-22T11:00:00.000000Z");
    EXPECT_EQ(first.at("ways").as_array().at(0).at("yaml"), "accepted_blocks:\n  - {}");
    out.open = 0;
    EXPECT_EQ(to_json(out).at("ready"), true);
}

TEST(ReadinessJson, BoundsForeignTexts) {
    evidence::Readiness out;
    evidence::ReadinessLine line;
    for (int i = 0; i < 9'000; ++i)
        line.why += "\xC3\xA9";
    line.what = "\xff";
    out.lines = {line};
    const boost::json::object got = to_json(out);
    const boost::json::object& first = got.at("lines").as_array().at(0).as_object();
    EXPECT_EQ(first.at("why").as_string().size(), 16'000U) << "8,000 code points";
    EXPECT_EQ(first.at("what"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace portolan::report
