// policy diff, search, why and check as a person calls them: exit codes, one line of error, JSON.
#include "tests/e2e/program.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

const std::string kData = PORTOLAN_SOURCE_DIR "/tests/data/analysis/";
const std::string kWildcard = "'" + kData + "wildcard.yaml' ";
const std::string kStrict = "'" + kData + "strict.yaml' ";

boost::json::object json_of(const ProgramRun& run) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(run.output, error);
    EXPECT_FALSE(error) << run.output;
    return value.is_object() ? value.as_object() : boost::json::object();
}

TEST(PolicyAnalysis, DiffExitsWithOneWhereSomethingChanges) {
    EXPECT_EQ(run_portolan("policy diff " + kStrict + kStrict).status, 0);
    const ProgramRun run = run_portolan("policy diff --json " + kWildcard + kStrict);
    EXPECT_EQ(run.status, 1);
    const boost::json::object out = json_of(run);
    EXPECT_EQ(out.at("schema").as_string(), "portolan-policy-diff/1");
    std::size_t closes = 0;
    for (const boost::json::value& change : out.at("changes").as_array()) {
        const boost::json::object& row = change.as_object();
        EXPECT_FALSE(row.at("witnesses").as_array().empty());
        if (row.at("change").as_string() != "closes") continue;
        ++closes;
        EXPECT_EQ(row.at("before").at("action").as_string(), "accept");
        EXPECT_EQ(row.at("after").at("action").as_string(), "drop");
        EXPECT_FALSE(row.at("before").at("requirement").as_string().empty());
        for (const boost::json::value& witness : row.at("witnesses").as_array())
            EXPECT_TRUE(witness.as_object().contains("name"));
    }
    EXPECT_GE(closes, 4U);
}

TEST(PolicyAnalysis, SearchWhyAndCheckAnswerInJsonToo) {
    const ProgramRun search = run_portolan("policy search --json --to floor-1 --site " + kStrict);
    EXPECT_EQ(search.status, 0);
    EXPECT_EQ(json_of(search).at("boxes").as_array().front().as_object().at("action").as_string(), "accept");
    const ProgramRun why = run_portolan("policy why --json dca4/DCA4-037 --site " + kStrict);
    EXPECT_EQ(why.status, 0);
    EXPECT_EQ(json_of(why).at("boxes").as_array().front().as_object().at("effect").as_string(), "decides");
    const ProgramRun fine = run_portolan("policy check --json --site " + kStrict);
    EXPECT_EQ(fine.status, 0) << fine.output;
    EXPECT_FALSE(json_of(fine).at("shadows").as_array().empty());
    const ProgramRun broken =
        run_portolan("policy check --json --assertions '" + kData + "assertions.yaml' --site " + kWildcard);
    EXPECT_EQ(broken.status, 1) << broken.output;
    EXPECT_EQ(json_of(broken).at("broken").as_array().size(), 1U);
}

TEST(PolicyAnalysis, BadInputIsOneLineAndExitsWithTwo) {
    for (const std::string& arguments :
         {"search --site " + kStrict, "search --to floor-7 --site " + kStrict,
          "search --role dca4/cook --site " + kStrict,
          "search --from print-pc --role dca4/printer --site " + kStrict,
          "why dca4/DCA4-999 --site " + kStrict, "diff /nonexistent " + kStrict,
          "check --assertions " + kStrict + "--site " + kStrict}) {
        const ProgramRun run = run_portolan("policy " + arguments);
        EXPECT_EQ(run.status, 2) << arguments;
        EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
    }
}

}  // namespace
}  // namespace portolan::e2e
