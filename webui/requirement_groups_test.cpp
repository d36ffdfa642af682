// What vendors ask for, what the customer wrote and what vendors say of themselves: three totals, never one.
#include "webui/test_client.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

namespace json = boost::json;

// Beside the sample's requirements a file of local ones, in the middle, and a vendor's statement, the first
// of its product.
struct Groups : testing::Test {
    Groups() {
        for (report::Product& product : client.view.assessed.products) {
            documented += product.requirements.size();
            for (report::Requirement& requirement : product.requirements)
                requirement.of_vendor = false;
        }
        report::Requirement statement;
        statement.id = "DCA4-028";
        statement.kind = "control";
        statement.level = "informational";
        statement.verdict = "attested";
        statement.of_vendor = true;
        statement.titles = {{"en", "Users are disabled"}, {"es", "El portal desactiva al usuario"}};
        std::vector<report::Product>& products = client.view.assessed.products;
        products.front().requirements.insert(products.front().requirements.begin(), statement);
        report::Product own;
        own.id = "local-badges";
        own.title = "Badge readers";
        own.enforcement = "observe";
        report::Requirement local = statement;
        local.id = "LOC-101";
        local.of_vendor = false;
        local.verdict = "violated";
        own.requirements = {local};
        products.insert(products.begin() + 1, own);
        client.sign_in("vera");
    }
    json::object get(const std::string& target) {
        const Response response = client.get("/api/v1" + target);
        EXPECT_EQ(response.status, 200) << response.body;
        return json::parse(response.body).as_object();
    }
    static std::uint64_t number(const json::value& value) { return value.to_number<std::uint64_t>(); }

    TestClient client;
    std::uint64_t documented = 0;
};

TEST_F(Groups, StandOneAfterTheOtherAndEachIsCounted) {
    for (const char* order : {"id", "worst", "last_seen"}) {
        const json::object all = get(std::string("/requirements?limit=500&sort=") + order);
        EXPECT_EQ(number(all.at("groups").at("documented")), documented);
        EXPECT_EQ(number(all.at("groups").at("local")), 1U);
        EXPECT_EQ(number(all.at("groups").at("vendor-statement")), 1U);
        const json::array& items = all.at("items").as_array();
        ASSERT_EQ(items.size(), documented + 2) << order;
        EXPECT_EQ(items[documented].at("id").as_string(), "LOC-101") << order;
        EXPECT_EQ(items[documented + 1].at("id").as_string(), "DCA4-028") << order;
    }
}

TEST_F(Groups, AFilterTakesOneAndSaysWhatTheOthersHold) {
    const json::object own = get("/requirements?group=local");
    EXPECT_EQ(number(own.at("total")), 1U);
    EXPECT_EQ(own.at("items").at(0).at("group").as_string(), "local");
    EXPECT_EQ(number(own.at("groups").at("documented")), documented);
    EXPECT_EQ(number(get("/requirements?group=documented,vendor-statement").at("total")), documented + 1);
    EXPECT_EQ(client.get("/api/v1/requirements?group=mine").status, 400);
}

TEST_F(Groups, TitlesAreThereInEveryLanguageAndAreSearched) {
    const json::object found = get("/requirements?q=DESACTIVA");
    EXPECT_EQ(number(found.at("total")), 2U);
    const json::object& title = found.at("items").at(1).at("title").as_object();
    EXPECT_EQ(title.at("en").as_string(), "Users are disabled");
    EXPECT_EQ(title.at("es").as_string(), "El portal desactiva al usuario");
    EXPECT_FALSE(title.contains("fr"));
    const json::object trace = get("/requirements/DCA4-028");
    EXPECT_EQ(trace.at("group").as_string(), "vendor-statement");
    EXPECT_EQ(trace.at("title"), json::value(title));
}

TEST_F(Groups, TheOverviewCountsNoVendorStatementAndTellsLocalApart) {
    const json::object overview = get("/overview");
    std::uint64_t vendors = 0;
    for (const json::value& product : overview.at("products").as_array()) {
        const bool local = product.at("local").as_bool();
        EXPECT_EQ(local, product.at("id").as_string() == "local-badges");
        std::uint64_t sum = 0;
        for (const auto& count : product.at("requirements").as_object())
            sum += number(count.value());
        if (local) {
            EXPECT_EQ(sum, 1U);
            EXPECT_EQ(number(product.at("requirements").at("violated")), 1U);
        } else {
            vendors += sum;
        }
    }
    EXPECT_EQ(vendors, documented);
    EXPECT_EQ(number(overview.at("products").at(0).at("vendor_statements")), 1U);
}

}  // namespace
}  // namespace portolan::webui
