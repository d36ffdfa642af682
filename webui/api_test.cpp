#include "webui/api.hpp"

#include "webui/route.hpp"
#include "webui/test_client.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SignIn, GivesAFreshCookieAndAToken) {
    TestClient client;
    const Response first = client.sign_in("vera");
    ASSERT_EQ(first.status, 200) << first.body;
    const std::string cookie = std::string(first.header("set-cookie"));
    EXPECT_THAT(cookie, testing::MatchesRegex(
                            "__Host-sid=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict"));
    EXPECT_THAT(first.body, HasSubstr("\"role\":\"viewer\""));
    EXPECT_THAT(first.body, Not(HasSubstr(client.cookie.substr(client.cookie.find('=') + 1))));
    const std::string old = client.cookie;
    ASSERT_EQ(client.sign_in("vera").status, 200);
    EXPECT_NE(client.cookie, old);
    EXPECT_EQ(client.get("/api/v1/status").status, 200);
    client.cookie = old;
    EXPECT_EQ(client.get("/api/v1/status").status, 401) << "the session of before is gone";
}

TEST(SignIn, TellsNothingApart) {
    TestClient client;
    const Response wrong = client.sign_in("vera", "not hers, for sure");
    const Response nobody = client.sign_in("nobody", "not his, for sure");
    const Response disabled = client.sign_in("gone");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body, nobody.body);
    EXPECT_EQ(wrong.body, disabled.body);
    EXPECT_EQ(wrong.header("set-cookie"), "");
    EXPECT_THAT(client.view.audit_rows.at(3).who, "unknown user") << "it may be a password";
}

TEST(SignIn, LocksOutWithGrowingDelay) {
    TestClient client;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(client.sign_in("vera", "guess").status, 401);
    const Response locked = client.sign_in("vera");
    EXPECT_EQ(locked.status, 429);
    EXPECT_EQ(locked.header("retry-after"), "1");
    EXPECT_EQ(client.view.audit_rows.back().verb, "lock-out");
    client.advance(1);
    EXPECT_EQ(client.sign_in("vera", "guess").status, 401);
    EXPECT_EQ(client.sign_in("vera").header("retry-after"), "2");
    client.advance(2);
    EXPECT_EQ(client.sign_in("vera").status, 200);
}

TEST(SignIn, SaysSoWhenThePoolIsFullAndCountsNothing) {
    TestClient client;
    client.hasher.full = true;
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(client.sign_in("vera").status, 429);
    client.hasher.full = false;
    EXPECT_EQ(client.sign_in("vera").status, 200);
}

TEST(SessionOfAUser, EndsWithPasswordAccountSignOutAndTime) {
    TestClient vera;
    ASSERT_EQ(vera.sign_in("vera").status, 200);
    const std::string hers = vera.cookie;
    ASSERT_EQ(vera.sign_in("ana").status, 200);
    EXPECT_EQ(vera.post("/api/v1/users/vera/password", R"({"password":"a longer password"})").status, 204);
    const std::string admin = std::exchange(vera.cookie, hers);
    EXPECT_EQ(vera.get("/api/v1/session").status, 401);
    vera.cookie = admin;
    EXPECT_EQ(vera.get("/api/v1/session").status, 200);
    vera.advance(1'799);
    EXPECT_EQ(vera.get("/api/v1/session").status, 200);
    vera.advance(1'800);
    EXPECT_EQ(vera.get("/api/v1/session").status, 401);
}

TEST(OpenStream, EndsWithItsSession) {
    TestClient client;
    client.sign_in("vera");
    const Response stream = client.get("/api/v1/stream");
    ASSERT_TRUE(stream.stream);
    EXPECT_TRUE(client.api.may_go_on(stream.stream_key, client.now));
    ASSERT_EQ(client.send("DELETE", "/api/v1/session", "").status, 204);
    EXPECT_FALSE(client.api.may_go_on(stream.stream_key, client.now));
}

struct Forged {
    const char* name;
    void (*change)(Request&);
    int status;
};

class CrossSite : public testing::TestWithParam<Forged> {};

// A request that would disarm the appliance, changed in one place.
TEST_P(CrossSite, IsRefused) {
    TestClient client;
    client.sign_in("ana");
    Request request = client.request("POST", "/api/v1/policy/disarm", R"({"reason":"test"})");
    GetParam().change(request);
    EXPECT_EQ(client.handle(request).status, GetParam().status);
    EXPECT_EQ(client.view.loaded, GetParam().status != 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, CrossSite,
    testing::Values(
        Forged{"unchanged", [](Request&) {}, 200},
        Forged{"cross_site", [](Request& r) { r.sec_fetch_site = "cross-site"; }, 403},
        Forged{"same_site", [](Request& r) { r.sec_fetch_site = "same-site"; }, 403},
        Forged{"typed_in", [](Request& r) { r.sec_fetch_site = "none"; }, 403},
        Forged{"no_header", [](Request& r) { r.sec_fetch_site = ""; }, 403},
        Forged{"own_origin",
               [](Request& r) {
                   r.sec_fetch_site = "";
                   r.origin = "https://box.example";
               },
               200},
        Forged{"foreign_origin",
               [](Request& r) {
                   r.sec_fetch_site = "";
                   r.origin = "https://evil.example";
               },
               403},
        Forged{"plain_origin",
               [](Request& r) {
                   r.sec_fetch_site = "";
                   r.origin = "http://box.example";
               },
               403},
        Forged{"no_host",
               [](Request& r) {
                   r.sec_fetch_site = r.host = "";
                   r.origin = "https://";
               },
               403},
        Forged{"no_token", [](Request& r) { r.csrf_token = ""; }, 403},
        Forged{"foreign_token", [](Request& r) { r.csrf_token.back() ^= 1; }, 403},
        Forged{"form", [](Request& r) { r.content_type = "application/x-www-form-urlencoded"; }, 415},
        Forged{"text", [](Request& r) { r.content_type = "text/plain"; }, 415},
        Forged{"charset", [](Request& r) { r.content_type = "application/json; charset=utf-8"; }, 200},
        Forged{"no_cookie", [](Request& r) { r.cookie = ""; }, 401},
        Forged{"two_cookies", [](Request& r) { r.cookie += "; __Host-sid=x"; }, 401},
        Forged{"other_cookie", [](Request& r) { r.cookie = "a=b; " + r.cookie; }, 200}),
    [](const testing::TestParamInfo<Forged>& forged) { return std::string(forged.param.name); });

// Every route as each role: may() and the table decide, nothing else.
TEST(Roles, EachRouteForEachRole) {
    for (const Route& route : routes()) {
        for (const char* user : {"vera", "olga", "ana", ""}) {
            TestClient client;
            if (*user != '\0') client.sign_in(user);
            std::string path = "/api/v1" + std::string(route.path);
            if (const std::size_t at = path.find("{name}"); at != std::string::npos)
                path.replace(at, 6, "vera");
            if (const std::size_t at = path.find("{id}"); at != std::string::npos)
                path.replace(at, 4, "DCA4-065");
            const int status = client.send(route.method, path, "").status;
            const bool admin = std::string_view(user) == "ana";
            const int expected = route.access == Access::anonymous         ? 0
                                 : *user == '\0'                           ? 401
                                 : route.access == Access::admin && !admin ? 403
                                                                           : 0;
            const int seen = status == 401 || status == 403 ? status : 0;
            EXPECT_EQ(seen, expected) << user << " " << route.method << " " << path;
        }
    }
}

TEST(UnixSocket, CredentialsDecide) {
    TestClient client;
    Request request = client.request("POST", "/api/v1/policy/disarm", R"({"reason":"test"})");
    request.local = true;
    request.cookie = request.csrf_token = request.sec_fetch_site = "";
    request.credentials = {1000, 1000, false};
    EXPECT_EQ(client.handle(request).status, 403);
    request.credentials.administrator = true;
    request.origin = "https://box.example";
    EXPECT_EQ(client.handle(request).status, 403) << "a browser was made to talk to it";
    request.origin = "";
    EXPECT_EQ(client.handle(request).status, 200);
    request.target = "/api/v1/session";
    EXPECT_EQ(client.handle(request).status, 400);
}

TEST(Users, TheLastAdminStays) {
    TestClient client;
    client.sign_in("ana");
    EXPECT_EQ(client.send("DELETE", "/api/v1/users/ana", "").status, 409);
    EXPECT_EQ(client.post("/api/v1/users", R"({"name":"eve","role":"admin","password":"long enough, is it"})")
                  .status,
              201);
    EXPECT_EQ(client.users.accounts.at("eve").password_hash, PlainHasher::hash_of("long enough, is it"));
    EXPECT_EQ(client.send("DELETE", "/api/v1/users/ana", "").status, 204);
    EXPECT_EQ(client.get("/api/v1/users").status, 401) << "the session went with the account";
}

TEST(Lists, PageByPageGiveEachRowOnce) {
    TestClient client;
    client.sign_in("vera");
    for (const std::string list :
         {"/api/v1/flows?limit=2", "/api/v1/requirements?sort=worst&limit=3", "/api/v1/findings?limit=1"}) {
        std::vector<std::string> ids;
        std::string cursor;
        std::uint64_t total = 0;
        do {
            const Page page = page_of(client.get(list + cursor));
            total = page.total;
            ids.insert(ids.end(), page.ids.begin(), page.ids.end());
            cursor = page.next.empty() ? "" : "&cursor=" + page.next;
        } while (!cursor.empty() && ids.size() < 1'000);
        EXPECT_EQ(ids.size(), total) << list;
        EXPECT_GT(total, 2U) << list;
        EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << list;
    }
}

TEST(Apply, NamesThePlaceOfTheMistake) {
    TestClient client;
    client.sign_in("ana");
    const Response refused =
        client.post("/api/v1/policy/apply", R"({"files":{"site.yaml":"x"},"site":"site.yaml"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("site.yaml:1:1: the file has no schema"));
    EXPECT_EQ(client.post("/api/v1/policy/apply", R"({"files":{"../x":"y"},"site":"../x"})").status, 400);
    EXPECT_TRUE(client.view.applied.empty());
    EXPECT_EQ(client
                  .post("/api/v1/policy/apply",
                        R"({"files":{"site.yaml":"schema: portolan-site/1"},"site":"site.yaml"})")
                  .status,
              200);
    ASSERT_EQ(client.view.applied.size(), 1U);
    EXPECT_EQ(client.view.applied[0].who, "ana");
}

// The view decides (policy/enforce_switch); the API carries the reason there and the refusal back.
TEST(Apply, ASwitchWithOpenLinesNeedsAReason) {
    const std::string files = R"("files":{"s":"schema: portolan-site/1, enforcement: enforce"},"site":"s")";
    TestClient client;
    client.sign_in("ana");
    const Response refused = client.post("/api/v1/policy/apply", "{" + files + "}");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("(1) role printer is unbound"));
    EXPECT_THAT(refused.body, HasSubstr("--accept-risk REASON"));
    EXPECT_TRUE(client.view.applied.empty());
    for (const std::string& bad : {std::string("\"\""), std::string("7"), '"' + std::string(513, 'x') + '"'})
        EXPECT_EQ(client.post("/api/v1/policy/apply", "{" + files + ",\"accept_risk\":" + bad + "}").status,
                  400)
            << bad;
    EXPECT_EQ(client.post("/api/v1/policy/apply", "{" + files + R"(,"accept_risk":"ticket 4711"})").status,
              200);
    ASSERT_EQ(client.view.applied.size(), 1U);
    EXPECT_EQ(client.view.applied[0].accept_risk, "ticket 4711");
}

}  // namespace
}  // namespace portolan::webui
