// Attestations over HTTP: who may, what is handed on, and what comes back.
#include "webui/test_client.hpp"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

using testing::HasSubstr;

constexpr const char* kPath = "/api/v1/attestations";
constexpr const char* kRevoke = "/api/v1/attestations/01JD9X00000000000000000011/revoke";
const std::string kHash(64, 'c');

std::string body(const std::string& more = "") {
    return R"({"name":"l.yaml","text":"schema: portolan-attestations/1")" + more + "}";
}

TEST(AttestationRoutes, ViewersReadAndOnlyAdminsChange) {
    for (const std::string user : {"vera", "olga"}) {
        TestClient client;
        client.sign_in(user);
        EXPECT_EQ(client.get(kPath).status, 200) << user;
        EXPECT_EQ(client.post(kPath, body()).status, 403) << user;
        EXPECT_EQ(client.post(kRevoke, R"({"reason":"x"})").status, 403) << user;
        EXPECT_TRUE(client.attestations.asked.empty());
        EXPECT_FALSE(client.attestations.rows.at(0).said.revoked);
    }
    TestClient nobody;
    EXPECT_EQ(nobody.get(kPath).status, 401);
}

TEST(AttestationRoutes, TheTextAndWhoSentItAreHandedOn) {
    TestClient client;
    client.sign_in("ana");
    EXPECT_EQ(client.post(kPath, body(R"(,"files":{"a/letter.pdf":")" + kHash + "\"}")).status, 200);
    ASSERT_EQ(client.attestations.asked.size(), 1U);
    const AttestRequest& asked = client.attestations.asked[0];
    EXPECT_EQ(asked.name, "l.yaml");
    EXPECT_EQ(asked.text, "schema: portolan-attestations/1");
    EXPECT_EQ(asked.hashes, (std::map<std::string, std::string>{{"a/letter.pdf", kHash}}));
    EXPECT_FALSE(asked.dry_run);
    EXPECT_EQ(asked.who, "ana");
    EXPECT_EQ(asked.from, "192.0.2.7");
    EXPECT_EQ(asked.now, client.now);
    EXPECT_EQ(client.post(kPath, body(R"(,"dry_run":true)")).status, 200);
    EXPECT_TRUE(client.attestations.asked.at(1).dry_run);
    EXPECT_EQ(client.attestations.rows.size(), 2U);
}

TEST(AttestationRoutes, WrongBodiesReachNobody) {
    TestClient client;
    client.sign_in("ana");
    const std::vector<std::string> wrong = {R"(,"files":[])",      R"(,"files":{"a":"short"})",
                                            R"(,"files":{"a":3})", R"(,"dry_run":1)",
                                            R"(,"more":1)",        R"(,"files":{"":")" + kHash + "\"}"};
    for (const std::string& more : wrong)
        EXPECT_EQ(client.post(kPath, body(more)).status, 400) << more;
    EXPECT_EQ(client.post(kPath, R"({"name":"","text":"x"})").status, 400);
    EXPECT_TRUE(client.attestations.asked.empty());
    const Response refused = client.post(kPath, R"({"name":"l.yaml","text":"x"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("l.yaml:1:1: the file has no schema"));
    client.attestations.away = true;
    EXPECT_EQ(client.post(kPath, body()).status, 503);
}

TEST(AttestationRoutes, StateAndDaysAreOfNow) {
    TestClient client;
    client.sign_in("ana");
    EXPECT_THAT(client.get(kPath).body, HasSubstr(R"("state":"ends-soon","days_left":23)"));
    ASSERT_EQ(client.post(kRevoke, R"({"reason":"the vendor moved"})").status, 200);
    const std::string row = client.get(kPath).body;
    EXPECT_THAT(row, HasSubstr(R"("state":"revoked","days_left":0)"));
    EXPECT_THAT(row, HasSubstr(R"("revoked_by":"ana")"));
    EXPECT_THAT(row, HasSubstr(R"("revoke_reason":"the vendor moved")"));
    EXPECT_EQ(client.post(kRevoke, R"({"reason":"again"})").status, 409);
    EXPECT_EQ(
        client.post("/api/v1/attestations/01JD9X00000000000000000099/revoke", R"({"reason":"x"})").status,
        404);
}

TEST(AttestationRoutes, PagesFollowEachOther) {
    TestClient client;
    client.sign_in("ana");
    client.post(kPath, body());
    client.post(kPath, body());
    const Page first = page_of(client.get(std::string(kPath) + "?limit=2"));
    EXPECT_EQ(first.total, 3U);
    ASSERT_EQ(first.ids.size(), 2U);
    const Page second = page_of(client.get(std::string(kPath) + "?limit=2&cursor=" + first.next));
    EXPECT_THAT(second.ids, testing::ElementsAre("01JD9X00000000000000000011"));
    EXPECT_EQ(second.next, "");
    EXPECT_EQ(client.get(std::string(kPath) + "?cursor=abc").status, 400);
}

}  // namespace
}  // namespace portolan::webui
