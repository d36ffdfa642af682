// `portolan requirements` as a person calls it: every requirement once, with its means, in each format and
// language.
#include "appliance/base/file.hpp"
#include "profiles/library.hpp"
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace json = boost::json;

const std::string kSite = " --site '" PORTOLAN_SOURCE_DIR "/tests/data/sample/site.yaml'";

std::size_t count(const std::string& text, const std::string& wanted) {
    std::size_t found = 0;
    for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
        ++found;
    return found;
}

json::object run_json(const std::string& arguments) {
    const ProgramRun run = run_portolan("requirements --json" + arguments);
    EXPECT_EQ(run.status, 0) << run.output;
    return json::parse(run.output).as_object();
}

std::vector<json::object> rows_of(const json::object& answer) {
    std::vector<json::object> out;
    for (const json::value& product : answer.at("products").as_array())
        for (const char* group : {"requirements", "vendor_statements"})
            for (const json::value& row : product.at(group).as_array())
                out.push_back(row.as_object());
    return out;
}

TEST(Requirements, EachStandsOnceInEachFormat) {
    const auto library = profiles::load_library(PORTOLAN_SOURCE_DIR "/profiles/library");
    ASSERT_TRUE(library) << library.error().text();
    const std::string markdown = run_portolan("requirements --format md").output;
    const std::string table = run_portolan("requirements").output;
    const std::vector<json::object> rows = rows_of(run_json(""));
    std::size_t shipped = 0;
    for (const profiles::Profile& profile : *library) {
        for (const profiles::Requirement& requirement : profile.requirements) {
            ++shipped;
            EXPECT_EQ(count(markdown, "\n| " + requirement.id + " |"), 1U) << requirement.id;
            EXPECT_EQ(count(table, "\n" + requirement.id + " "), 1U) << requirement.id;
            EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                                    [&](const json::object& row) {
                                        return row.at("id").as_string() == requirement.id;
                                    }),
                      1)
                << requirement.id;
        }
    }
    EXPECT_EQ(rows.size(), shipped);
}

// By the numbers of tests/data/requirements/documented.tsv.
struct Whole {
    const char* product;
    const char* requirements;
};
constexpr Whole kWhole[] = {
    {"connect-plus", "196"}, {"dca4", "72"}, {"digiware", "40"}, {"ksc", "67"}, {"snep7", "109"}};

TEST(Requirements, EveryOneHasItsMeans) {
    for (const Whole& whole : kWhole) {
        const ProgramRun run =
            run_portolan(std::string("requirements --format md --product ") + whole.product);
        const std::string expected = "1 vendor document: " + std::string(whole.requirements) + " of " +
                                     whole.requirements + " requirements: ";
        EXPECT_NE(run.output.find(expected), std::string::npos) << run.output.substr(0, 300);
    }
}

TEST(Requirements, SayWhatASiteMakesOfThem) {
    const json::object answer = run_json(kSite + " --product dca4");
    EXPECT_EQ(answer.at("products").as_array().size(), 1U);
    EXPECT_EQ(answer.at("policy").as_string().size(), 12U);
    bool applies = false;
    bool off = false;
    for (const json::object& row : rows_of(answer)) {
        const bool applicable = row.at("applicable").as_bool();
        applies = applies || applicable;
        off = off || !applicable;
        EXPECT_EQ(row.at("reason").as_string().empty(), applicable) << row.at("id");
    }
    EXPECT_TRUE(applies);
    EXPECT_TRUE(off);
    const ProgramRun table = run_portolan("requirements --product dca4" + kSite);
    EXPECT_NE(table.output.find("does not apply: option "), std::string::npos);
    EXPECT_NE(table.output.find("not done by this version: "), std::string::npos);
}

TEST(Requirements, BadUsage) {
    const ProgramRun run = run_portolan("requirements --product nobody");
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.output.find("no product 'nobody' is known; known: connect-plus"), std::string::npos)
        << run.output;
    EXPECT_EQ(run_portolan("requirements --language de").status, 2);
    EXPECT_EQ(run_portolan("requirements --format html").status, 2);
}

}  // namespace
}  // namespace portolan::e2e
