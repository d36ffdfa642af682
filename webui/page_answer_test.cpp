#include "webui/page_answer.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

TEST(Brotli, IsSentToWhoTakesIt) {
    struct {
        std::string header;
        bool takes;
    } const cases[] = {{"br", true},         {"gzip, deflate, br", true},
                       {"br;q=0.5", true},   {"BR ; q=1", true},
                       {"", false},          {"gzip", false},
                       {"br;q=0", false},    {"br; q=0.000", false},
                       {"brotli", false},    {"xbr", false},
                       {"*", false},         {",,;;", false},
                       {"gzip,br;x=y", true}};
    for (const auto& row : cases)
        EXPECT_EQ(takes_brotli(row.header), row.takes) << row.header;
}

TEST(Page, OfThisBuildHasAnIndex) {
    const Asset* index = find_asset(embedded_assets(), "/");
    ASSERT_NE(index, nullptr);
    EXPECT_EQ(index->path, "/index.html");
    EXPECT_TRUE(index->plain.starts_with("<!doctype html>"));
    EXPECT_EQ(find_asset(embedded_assets(), "/../etc/passwd"), nullptr);
}

TEST(Page, PathsOfNoFileAreItsOwn) {
    constexpr std::array assets = {Asset{"/index.html", "text/html", "e", "page", "", false}};
    EXPECT_EQ(answer_page(assets, "GET", "/flows?verdict=undocumented", "", "").body, "page");
    EXPECT_EQ(answer_page(assets, "GET", "/users/a.b", "", "").status, 200);
    EXPECT_EQ(answer_page(assets, "GET", "/assets/x.js", "", "").status, 404);
    EXPECT_EQ(answer_page(assets, "GET", "/", "", "\"e\"").status, 304);
    EXPECT_EQ(answer_page(assets, "GET", "/", "", "\"f\"").status, 200);
    EXPECT_EQ(answer_page(assets, "GET", "/", "", "*").status, 304);
    EXPECT_EQ(answer_page(assets, "DELETE", "/", "", "").status, 405);
}

}  // namespace
}  // namespace portolan::webui
