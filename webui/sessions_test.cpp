#include "webui/sessions.hpp"

#include "webui/access.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

constexpr Timestamp at(std::int64_t seconds) {
    return {seconds * 1'000'000'000};
}

TEST(Sessions, EndWhenIdle) {
    Sessions sessions;
    const std::string id = sessions.open("vera", Role::viewer, at(0));
    EXPECT_NE(sessions.use(id, at(1'799)), nullptr);
    EXPECT_NE(sessions.use(id, at(1'799 + 1'799)), nullptr);
    EXPECT_EQ(sessions.use(id, at(1'799 + 1'799 + 1'800)), nullptr);
    EXPECT_EQ(sessions.count(), 0U);
}

TEST(Sessions, EndAfterTwelveHoursHoweverBusy) {
    Sessions sessions;
    const std::string id = sessions.open("vera", Role::viewer, at(0));
    for (std::int64_t second = 0; second < 43'200; second += 600)
        ASSERT_NE(sessions.use(id, at(second)), nullptr) << second;
    EXPECT_EQ(sessions.use(id, at(43'200)), nullptr);
}

TEST(Sessions, AnOpenStreamIsNoUse) {
    Sessions sessions;
    const std::string id = sessions.open("vera", Role::viewer, at(0));
    EXPECT_TRUE(sessions.lives(Sessions::key_of(id), at(1'799)));
    EXPECT_FALSE(sessions.lives(Sessions::key_of(id), at(1'800)));
    EXPECT_FALSE(sessions.lives(id, at(1))) << "the id itself is no key";
}

TEST(Sessions, IdsAreNeverAlikeAndNeverKept) {
    Sessions sessions;
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i)
        ids.insert(sessions.open("u" + std::to_string(i), Role::viewer, at(0)));
    EXPECT_EQ(ids.size(), 100U);
    EXPECT_EQ(ids.begin()->size(), 43U) << "256 bits in base64url";
    EXPECT_NE(Sessions::csrf_token(*ids.begin()), *ids.begin());
    EXPECT_NE(Sessions::csrf_token(*ids.begin()), Sessions::csrf_token(*ids.rbegin()));
    for (const std::string& no : {std::string(), std::string("x"), std::string(1'000, 'x')})
        EXPECT_EQ(sessions.use(no, at(1)), nullptr);
}

TEST(Sessions, AreBoundedTheOneUnusedForLongestGoes) {
    Sessions sessions(
        SessionLimits{.idle_seconds = 1'800, .absolute_seconds = 43'200, .most = 3, .most_per_user = 2});
    const std::string first = sessions.open("vera", Role::viewer, at(0));
    const std::string second = sessions.open("vera", Role::viewer, at(1));
    EXPECT_NE(sessions.use(first, at(2)), nullptr);
    const std::string third = sessions.open("vera", Role::viewer, at(3));
    EXPECT_EQ(sessions.use(second, at(4)), nullptr);
    EXPECT_NE(sessions.use(first, at(4)), nullptr);
    EXPECT_NE(sessions.use(third, at(5)), nullptr);
    static_cast<void>(sessions.open("olga", Role::operator_, at(6)));
    static_cast<void>(sessions.open("ana", Role::admin, at(7)));
    EXPECT_EQ(sessions.count(), 3U);
    EXPECT_EQ(sessions.use(first, at(8)), nullptr);
}

TEST(Sessions, OfAUserEndTogetherButOne) {
    Sessions sessions;
    const std::string kept = sessions.open("vera", Role::viewer, at(0));
    const std::string other = sessions.open("vera", Role::viewer, at(0));
    const std::string ana = sessions.open("ana", Role::admin, at(0));
    sessions.close_all_of("vera", kept);
    EXPECT_NE(sessions.use(kept, at(1)), nullptr);
    EXPECT_EQ(sessions.use(other, at(1)), nullptr);
    EXPECT_NE(sessions.use(ana, at(1)), nullptr);
}

TEST(Cookie, OfAHeaderIsFound) {
    struct {
        std::string header;
        std::string id;
    } const cases[] = {{"__Host-sid=abc", "abc"},
                       {"a=b; __Host-sid=abc; c=d", "abc"},
                       {"a=b;__Host-sid=abc", "abc"},
                       {"__Host-sid=abc; __Host-sid=def", ""},
                       {"__Host-side=abc", ""},
                       {"x__Host-sid=abc", ""},
                       {"__Host-sid", ""},
                       {"", ""},
                       {";;; ; ", ""}};
    for (const auto& row : cases)
        EXPECT_EQ(session_id(row.header), row.id) << row.header;
}

}  // namespace
}  // namespace portolan::webui
