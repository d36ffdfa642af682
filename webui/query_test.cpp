#include "webui/query.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

constexpr std::array<std::string_view, 2> kWords = {"open", "closed"};
constexpr std::array kRules = {ParameterRule{"words", ParameterKind::words, kWords},
                               ParameterRule{"names", ParameterKind::names, {}},
                               ParameterRule{"word", ParameterKind::word, kWords},
                               ParameterRule{"text", ParameterKind::text, {}},
                               ParameterRule{"id", ParameterKind::identifier, {}},
                               ParameterRule{"service", ParameterKind::service, {}},
                               ParameterRule{"since", ParameterKind::instant, {}},
                               ParameterRule{"limit", ParameterKind::limit, {}},
                               ParameterRule{"cursor", ParameterKind::cursor, {}}};

struct Case {
    std::string query;
    std::string error;  // its beginning; empty = right
};

TEST(Query, TakesWhatTheRulesSay) {
    const std::string long_text(129, 'x');
    const std::string many = "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a";  // 16
    const Case cases[] = {
        {"", ""},
        {"words=open", ""},
        {"words=open,closed", ""},
        {"words=open,", "the parameter 'words' can't be 'open,'"},
        {"words=", "the parameter 'words' can't be ''"},
        {"words=ajar", "the parameter 'words' can't be 'ajar'"},
        {"word=open", ""},
        {"word=open,closed", "the parameter 'word'"},
        {"names=" + many, ""},
        {"names=" + many + ",a", "the parameter 'names'"},
        {"names=Dca4", "the parameter 'names'"},
        {"text=" + long_text.substr(1), ""},
        {"text=" + long_text, "the parameter 'text'"},
        {"text=a+b%20c", ""},
        {"text=%E2%82%AC", ""},
        {"text=%FF", "the target holds bytes that are no text"},
        {"text=%00", "the target holds bytes that are no text"},
        {"text=%0A", "the target holds bytes that are no text"},
        {"text=%zz", "the target is no path with a query"},
        {"id=DCA4-065", ""},
        {"id=DCA4_065", "the parameter 'id'"},
        {"service=tcp/443", ""},
        {"service=udp", ""},
        {"service=tcp/65536", "the parameter 'service'"},
        {"service=tcp/", "the parameter 'service'"},
        {"since=2026-11-22T10:00:00Z", ""},
        {"since=now", "the parameter 'since'"},
        {"limit=1", ""},
        {"limit=500", ""},
        {"limit=0", "the parameter 'limit'"},
        {"limit=501", "the parameter 'limit'"},
        {"limit=-1", "the parameter 'limit'"},
        {"limit=010", "the parameter 'limit'"},
        {"cursor=abc-_9", ""},
        {"cursor=a%2Fb", "the parameter 'cursor'"},
        {"limit=1&limit=1", "the parameter 'limit' is given twice"},
        {"limits=1", "unknown parameter 'limits'"},
    };
    for (const Case& row : cases) {
        const Result<Target> target = parse_target("/api/v1/x?" + row.query);
        const Result<Query> query =
            target ? Query::read(*target, kRules) : Result<Query>(tl::unexpected(target.error()));
        const std::string error = query ? std::string() : query.error().message;
        EXPECT_EQ(error.substr(0, row.error.size()), row.error) << row.query;
        EXPECT_EQ(error.empty(), row.error.empty()) << row.query << ": " << error;
        if (!query) {
            EXPECT_FALSE(query.error().remedy.empty()) << row.query;
        }
    }
}

TEST(Query, DecodesOnce) {
    const Result<Target> target = parse_target("/api/v1/a%2Fb?text=a+b%2Bc%2541&words=open%2Cclosed");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "v1", "a/b"}));
    const Result<Query> query = Query::read(*target, kRules);
    ASSERT_TRUE(query.has_value());
    EXPECT_EQ(query->text("text"), "a b+c%41");
    EXPECT_EQ(query->list("words"), (std::vector<std::string>{"open", "closed"}));
    EXPECT_EQ(query->limit(), 100U);
    EXPECT_TRUE(query->list("names").empty());
}

TEST(Target, OfAnotherFormIsRefused) {
    for (const std::string& bad : {std::string(), std::string("*"), std::string("http://x/y"),
                                   std::string("x"), std::string("/a b"), "/" + std::string(8'192, 'x'),
                                   std::string("/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"), std::string("/\xff")})
        EXPECT_FALSE(parse_target(bad).has_value()) << bad;
}

}  // namespace
}  // namespace portolan::webui
