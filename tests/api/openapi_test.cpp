// Every route and every documented response, held against webui/openapi.yaml.
#include "tests/api/openapi.hpp"

#include "webui/route.hpp"
#include "webui/test_client.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::api_test {
namespace {

using webui::Access;
using webui::Response;
using webui::Route;
using webui::TestClient;

const OpenApi& api_file() {
    static const OpenApi file = OpenApi::load(PORTOLAN_SOURCE_DIR "/webui/openapi.yaml");
    return file;
}

struct Exchange {
    const char* user;  // who is signed in; "" = nobody
    const char* method;
    const char* path;    // as in the file
    std::string target;  // below /api/v1
    std::string body;
    int status;
    void (*prepare)(TestClient&) = nullptr;
};

const std::string kLong(700'000, 'x');
const std::string kLetter = "/attestations/01JD9X00000000000000000011/revoke";

void lock_out(TestClient& client) {
    for (int i = 0; i < 5; ++i)
        client.sign_in("vera", "guess");
}
void no_token(TestClient& client) {
    client.csrf_token.clear();
}
void enforcer_away(TestClient& client) {
    client.view.loaded = false;
}
void letter_revoked(TestClient& client) {
    client.attestations.rows.at(0).said.revoked = client.now;
}
void pool_full(TestClient& client) {
    client.hasher.full = true;
}

const std::vector<Exchange>& exchanges() {
    static const std::string sign_in = R"({"user":"vera","password":"vera's password"})";
    static const std::string site =
        R"({"files":{"site.yaml":"schema: portolan-site/1","a.csv":""},"site":"site.yaml"})";
    static const std::string letters =
        R"({"name":"a.yaml","text":"schema: portolan-attestations/1","files":{},"dry_run":false})";
    static const std::string eve = R"({"name":"eve","role":"operator","password":"long enough, is it"})";
    static const std::vector<Exchange> all = {
        {"", "GET", "/box", "/box", "", 200},
        {"", "POST", "/session", "/session", sign_in, 200},
        {"", "POST", "/session", "/session", R"({"user":"vera","password":"x"})", 401},
        {"", "POST", "/session", "/session", sign_in, 429, lock_out},
        {"", "POST", "/session", "/session", sign_in, 429, pool_full},
        {"", "POST", "/session", "/session", "{", 400},
        {"", "POST", "/session", "/session", R"({"user":"\u202evera","passwort":"x"})", 400},
        {"vera", "GET", "/session", "/session", "", 200},
        {"", "GET", "/session", "/session", "", 401},
        {"vera", "DELETE", "/session", "/session", "", 204},
        {"", "DELETE", "/session", "/session", "", 401},
        {"vera", "DELETE", "/session", "/session", "", 403, no_token},
        {"vera", "GET", "/status", "/status", "", 200},
        {"", "GET", "/status", "/status", "", 401},
        {"vera", "GET", "/status", "/status?x=%E2%80%AE", "", 400},
        {"vera", "GET", "/overview", "/overview", "", 200},
        {"", "GET", "/overview", "/overview", "", 401},
        {"vera", "GET", "/stream", "/stream", "", 200},
        {"", "GET", "/stream", "/stream", "", 401},
        {"vera", "GET", "/requirements", "/requirements", "", 200},
        {"vera", "GET", "/requirements",
         "/requirements?product=dca4,snep7&verdict=violated,verified&level=required&kind=control,flow&q=tls&"
         "sort="
         "worst&limit=500",
         "", 200},
        {"vera", "GET", "/requirements", "/requirements?limit=1", "", 200},
        {"vera", "GET", "/requirements", "/requirements?limit=501", "", 400},
        {"vera", "GET", "/requirements", "/requirements?cursor=abc", "", 400},
        {"vera", "GET", "/requirements", "/requirements?verdict=fine", "", 400},
        {"", "GET", "/requirements", "/requirements", "", 401},
        {"vera", "GET", "/requirements/{id}", "/requirements/DCA4-065", "", 200},
        {"vera", "GET", "/requirements/{id}", "/requirements/DCA4-007", "", 200},
        {"vera", "GET", "/requirements/{id}", "/requirements/DCA4-023", "", 200},
        {"vera", "GET", "/requirements/{id}", "/requirements/NO-1", "", 404},
        {"vera", "GET", "/requirements/{id}", "/requirements/%3Cscript%3E", "", 404},
        {"", "GET", "/requirements/{id}", "/requirements/DCA4-065", "", 401},
        {"vera", "GET", "/flows", "/flows", "", 200},
        {"vera", "GET", "/flows",
         "/flows?verdict=undocumented&action=blocked&product=dca4&asset=print-pc&service=tcp/"
         "8443&q=default&since="
         "2026-11-22T10:00:00%2B01:00&limit=1",
         "", 200},
        {"vera", "GET", "/flows", "/flows?requirement=DCA4-023&limit=2", "", 200},
        {"vera", "GET", "/flows", "/flows?since=yesterday", "", 400},
        {"vera", "GET", "/flows", "/flows?cursor=abc", "", 400},
        {"vera", "GET", "/flows", "/flows?verdict=x&verdict=y", "", 400},
        {"", "GET", "/flows", "/flows", "", 401},
        {"vera", "GET", "/findings", "/findings", "", 200},
        {"vera", "GET", "/findings",
         "/findings?state=open&kind=prohibited-blocked&product=dca4&q=DCA4-038&limit=1", "", 200},
        {"vera", "GET", "/findings", "/findings?state=ajar", "", 400},
        {"vera", "GET", "/findings", "/findings?cursor=abc", "", 400},
        {"", "GET", "/findings", "/findings", "", 401},
        {"vera", "GET", "/products/{id}/readiness", "/products/dca4/readiness", "", 200},
        {"vera", "GET", "/products/{id}/readiness", "/products/dca5/readiness", "", 404},
        {"vera", "GET", "/products/{id}/readiness", "/products/dca4/readiness", "", 503, enforcer_away},
        {"", "GET", "/products/{id}/readiness", "/products/dca4/readiness", "", 401},
        {"vera", "GET", "/policy", "/policy", "", 200},
        {"", "GET", "/policy", "/policy", "", 401},
        {"ana", "POST", "/policy/apply", "/policy/apply", site, 200},
        {"ana", "POST", "/policy/apply", "/policy/apply", R"({"files":{"s":"x"},"site":"s"})", 422},
        {"ana", "POST", "/policy/apply", "/policy/apply",
         R"({"files":{"s":"schema: portolan-site/1, enforcement: enforce"},"site":"s"})", 422},
        {"ana", "POST", "/policy/apply", "/policy/apply",
         R"({"files":{"s":"schema: portolan-site/1, enforcement: enforce"},"site":"s","accept_risk":"ticket"})",
         200},
        {"ana", "POST", "/policy/apply", "/policy/apply",
         R"({"files":{"s":"x"},"site":"s","accept_risk":""})", 400},
        {"ana", "POST", "/policy/apply", "/policy/apply", R"({"files":{"s":"x"},"site":"t"})", 400},
        {"ana", "POST", "/policy/apply", "/policy/apply", R"({"files":{},"site":"t"})", 400},
        {"ana", "POST", "/policy/apply", "/policy/apply", "[[[[[[[[[[[[]]]]]]]]]]]]", 400},
        {"vera", "POST", "/policy/apply", "/policy/apply", site, 403},
        {"", "POST", "/policy/apply", "/policy/apply", site, 401},
        {"ana", "POST", "/policy/apply", "/policy/apply", kLong + kLong, 413},
        {"ana", "POST", "/policy/disarm", "/policy/disarm", R"({"reason":"maintenance"})", 200},
        {"ana", "POST", "/policy/disarm", "/policy/disarm", R"({"reason":""})", 400},
        {"ana", "POST", "/policy/disarm", "/policy/disarm", R"({"reason":"x"})", 503, enforcer_away},
        {"olga", "POST", "/policy/disarm", "/policy/disarm", R"({"reason":"x"})", 403},
        {"", "POST", "/policy/disarm", "/policy/disarm", R"({"reason":"x"})", 401},
        {"vera", "GET", "/attestations", "/attestations", "", 200},
        {"vera", "GET", "/attestations", "/attestations?limit=1", "", 200},
        {"vera", "GET", "/attestations", "/attestations?cursor=abc", "", 400},
        {"", "GET", "/attestations", "/attestations", "", 401},
        {"ana", "POST", "/attestations", "/attestations", letters, 200},
        {"ana", "POST", "/attestations", "/attestations", R"({"name":"a.yaml","text":"x"})", 422},
        {"ana", "POST", "/attestations", "/attestations", R"({"name":"a.yaml","text":3})", 400},
        {"vera", "POST", "/attestations", "/attestations", letters, 403},
        {"", "POST", "/attestations", "/attestations", letters, 401},
        {"ana", "POST", "/attestations/{id}/revoke", kLetter, R"({"reason":"moved"})", 200},
        {"ana", "POST", "/attestations/{id}/revoke", kLetter, R"({"reason":""})", 400},
        {"ana", "POST", "/attestations/{id}/revoke", "/attestations/none/revoke", R"({"reason":"x"})", 404},
        {"ana", "POST", "/attestations/{id}/revoke", kLetter, R"({"reason":"x"})", 409, letter_revoked},
        {"vera", "POST", "/attestations/{id}/revoke", kLetter, R"({"reason":"x"})", 403},
        {"", "POST", "/attestations/{id}/revoke", kLetter, R"({"reason":"x"})", 401},
        {"ana", "GET", "/audit", "/audit", "", 200},
        {"ana", "GET", "/audit", "/audit?limit=1", "", 200},
        {"ana", "GET", "/audit", "/audit?limit=0", "", 400},
        {"vera", "GET", "/audit", "/audit", "", 403},
        {"", "GET", "/audit", "/audit", "", 401},
        {"ana", "GET", "/users", "/users", "", 200},
        {"vera", "GET", "/users", "/users", "", 403},
        {"", "GET", "/users", "/users", "", 401},
        {"ana", "POST", "/users", "/users", eve, 201},
        {"ana", "POST", "/users", "/users", R"({"name":"eve","role":"operator","password":"short"})", 400},
        {"ana", "POST", "/users", "/users",
         R"({"name":"Eve!","role":"operator","password":"long enough, is it"})", 400},
        {"ana", "POST", "/users", "/users",
         R"({"name":"vera","role":"viewer","password":"long enough, is it"})", 409},
        {"ana", "POST", "/users", "/users", eve, 429, pool_full},
        {"vera", "POST", "/users", "/users", eve, 403},
        {"", "POST", "/users", "/users", eve, 401},
        {"ana", "DELETE", "/users/{name}", "/users/vera", "", 204},
        {"ana", "DELETE", "/users/{name}", "/users/nobody", "", 404},
        {"ana", "DELETE", "/users/{name}", "/users/ana", "", 409},
        {"vera", "DELETE", "/users/{name}", "/users/ana", "", 403},
        {"", "DELETE", "/users/{name}", "/users/ana", "", 401},
        {"ana", "POST", "/users/{name}/password", "/users/vera/password",
         R"({"password":"long enough, is it"})", 204},
        {"ana", "POST", "/users/{name}/password", "/users/vera/password", R"({"password":"vera"})", 400},
        {"ana", "POST", "/users/{name}/password", "/users/nobody/password",
         R"({"password":"long enough, is it"})", 404},
        {"vera", "POST", "/users/{name}/password", "/users/ana/password",
         R"({"password":"long enough, is it"})", 403},
        {"", "POST", "/users/{name}/password", "/users/ana/password", R"({"password":"long enough, is it"})",
         401},
    };
    return all;
}

TEST(Responses, AreWhatTheFilePromises) {
    for (const Exchange& exchange : exchanges()) {
        TestClient client;
        if (*exchange.user != '\0') {
            ASSERT_EQ(client.sign_in(exchange.user).status, 200);
        }
        if (exchange.prepare != nullptr) exchange.prepare(client);
        const Response response = client.send(exchange.method, "/api/v1" + exchange.target, exchange.body);
        const std::string name = std::string(exchange.user) + " " + exchange.method + " " + exchange.target;
        EXPECT_EQ(response.status, exchange.status) << name << "\n" << response.body;
        const Operation* operation = api_file().find(exchange.path, exchange.method);
        ASSERT_NE(operation, nullptr) << name;
        EXPECT_EQ(api_file().objections(*operation, response.status, response.header("content-type"),
                                        response.body),
                  "")
            << name << "\n"
            << response.body;
        EXPECT_EQ(response.header("cache-control"), "no-store") << name;
        EXPECT_EQ(response.status == 429, !response.header("retry-after").empty()) << name;
    }
}

// 429 of the stream is the web server's: it counts the connections.
TEST(Responses, OfTheFileAreAllTried) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> tried;
    for (const Exchange& exchange : exchanges())
        tried[{exchange.path, exchange.method}].insert(std::to_string(exchange.status));
    tried[{"/stream", "GET"}].insert("429");
    for (const Operation& operation : api_file().operations())
        for (const std::string& status : operation.statuses)
            EXPECT_TRUE(status == "default" ||
                        tried[std::pair(operation.path, operation.method)].contains(status))
                << operation.method << " " << operation.path << " " << status;
}

TEST(Routes, AreThoseOfTheFile) {
    std::set<std::string> ours;
    for (const Route& route : webui::routes()) {
        const std::string name = std::string(route.method) + " " + std::string(route.path);
        ours.insert(name);
        const Operation* operation = api_file().find(route.path, route.method);
        ASSERT_NE(operation, nullptr) << name << " is not in openapi.yaml";
        std::set<std::string> query;
        for (const webui::ParameterRule& rule : route.parameters)
            query.emplace(rule.name);
        EXPECT_EQ(query, operation->query) << name;
        std::vector<std::string> roles;
        if (route.access == Access::anonymous) roles.emplace_back("anonymous");
        for (const webui::Role role : {webui::Role::viewer, webui::Role::operator_, webui::Role::admin})
            if (route.access != Access::anonymous && webui::may(role, route.access))
                roles.emplace_back(webui::role_name(role));
        EXPECT_EQ(roles, operation->roles) << name;
    }
    for (const Operation& operation : api_file().operations())
        EXPECT_TRUE(ours.contains(operation.method + " " + operation.path))
            << operation.method << " " << operation.path << " is not served";
}

// What hostile peers and documents can put into every text.
TEST(Responses, KeepTheirShapeWhateverTheTextsAre) {
    for (const std::string& text : {std::string("\xff\xfe\x1b[31m\n\"\\"), std::string(20'000, 'y'),
                                    std::string("\xE2\x80\xAE\xF0\x9F\x92\xA9")}) {
        TestClient client;
        client.sign_in("vera");
        for (webui::LiveFlow& flow : client.view.live_flows) {
            flow.row.reason = flow.row.decision = flow.row.initiator_asset = flow.row.responder_asset = text;
            flow.row.names.assign(100, text);
            flow.row.facts.set(evidence::Fact::sni, text);
            flow.initiator_zone = flow.responder_zone = text;
        }
        for (webui::FindingRow& finding : client.view.finding_rows)
            finding.subject = finding.peer = finding.reason = text;
        for (report::Product& product : client.view.assessed.products)
            for (report::Requirement& requirement : product.requirements) {
                requirement.reason = requirement.quote = requirement.note = requirement.documents = text;
                for (report::Subject& subject : requirement.subjects)
                    subject.subject = subject.reason = subject.evidence.emplace_back(text);
            }
        for (const std::string path : {"/flows", "/findings", "/requirements", "/overview"})
            EXPECT_EQ(api_file().objections(*api_file().find(path, "GET"), 200, "application/json",
                                            client.get("/api/v1" + path).body),
                      "")
                << path;
        EXPECT_EQ(api_file().objections(*api_file().find("/requirements/{id}", "GET"), 200,
                                        "application/json", client.get("/api/v1/requirements/DCA4-023").body),
                  "");
    }
}

// "id: 1\nevent: flows\ndata: {...}\n\n": the event's name and data.
std::pair<std::string, std::string> parts_of(const std::string& frame) {
    const std::size_t event = frame.find("event: ") + 7;
    const std::size_t data = frame.find("data: ") + 6;
    return {frame.substr(event, frame.find('\n', event) - event),
            frame.substr(data, frame.size() - data - 2)};
}

TEST(Stream, EventsAreWhatTheFilePromises) {
    TestClient client;
    for (const webui::LiveFlow& flow : client.view.live_flows)
        client.stream.note_flow(flow.number);
    for (const webui::FindingRow& finding : client.view.finding_rows)
        client.stream.note_finding(finding);
    for (const char* id : {"DCA4-065", "DCA4-007", "DCA4-023", "GONE-1"})
        client.stream.note_requirement(id);
    std::set<std::string> seen;
    for (int i = 0; i < 8; ++i) {
        client.now.nanoseconds += 250'000'000;
        const std::string frame = client.stream.tick(client.view, client.now);
        if (frame.empty()) continue;
        const auto [event, data] = parts_of(frame);
        seen.insert(event);
        EXPECT_EQ(api_file().event_objections(event, data), "") << frame;
    }
    EXPECT_THAT(seen, testing::ElementsAre("findings", "flows", "overview", "requirements", "status"));
    const auto [gap, reason] = parts_of(client.stream.opening("99999"));
    EXPECT_EQ(gap, "gap");
    EXPECT_EQ(api_file().event_objections(gap, reason), "");
}

// The judge itself: each answer changed in one place is refused.
TEST(Judge, ObjectsToWhatIsNotPromised) {
    const Operation& box = *api_file().find("/box", "GET");
    const std::string good = R"({"schema":"portolan-box/1","name":"x","version":"1","fingerprint":""})";
    EXPECT_EQ(api_file().objections(box, 200, "application/json", good), "");
    for (const char* bad :
         {R"({"schema":"portolan-box/2","name":"x","version":"1","fingerprint":""})",
          R"({"schema":"portolan-box/1","name":"x","version":"1"})",
          R"({"schema":"portolan-box/1","name":1,"version":"1","fingerprint":""})",
          R"({"schema":"portolan-box/1","name":"x","version":"1","fingerprint":"3a"})",
          R"({"schema":"portolan-box/1","name":"x","version":"1","fingerprint":"","more":1})", "{"})
        EXPECT_NE(api_file().objections(box, 200, "application/json", bad), "") << bad;
    EXPECT_NE(api_file().objections(box, 201, "application/json", good), "");
    EXPECT_NE(api_file().objections(box, 200, "text/plain", good), "");
    EXPECT_NE(api_file().event_objections("news", "{}"), "");
    EXPECT_NE(api_file().event_objections("gap", "{}"), "");
}

}  // namespace
}  // namespace portolan::api_test
