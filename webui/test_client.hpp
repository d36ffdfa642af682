// A browser without a network, for tests: keeps the cookie and the token, sends what a page of ours would
// send.
#pragma once

#include "webui/api.hpp"
#include "webui/sample_live_view.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

struct TestClient {
    TestClient() : api({view, users, hasher, stream, attestations}) {}

    [[nodiscard]] Request request(std::string_view method, std::string_view target,
                                  std::string_view body) const;
    Response handle(const Request& request);
    Response send(std::string_view method, std::string_view target, std::string_view body) {
        return handle(request(method, target, body));
    }
    Response get(std::string_view target) { return send("GET", target, ""); }
    Response post(std::string_view target, std::string_view body) { return send("POST", target, body); }
    Response sign_in(std::string_view user) { return sign_in(user, std::string(user) + "'s password"); }
    Response sign_in(std::string_view user, std::string_view password);
    void advance(std::int64_t seconds) { now.nanoseconds += seconds * 1'000'000'000; }

    SampleLiveView view;
    SampleUserBook users;
    PlainHasher hasher;
    EventStream stream;
    SampleAttestationBook attestations;
    Api api;
    Timestamp now{1'795'345'200'000'000'000};  // 2026-11-22T11:00:00Z
    std::string cookie;
    std::string csrf_token;
};

// Of the body of a list.
struct Page {
    std::vector<std::string> ids;  // or fids
    std::uint64_t total = 0;
    std::string next;
};
Page page_of(const Response& response);

}  // namespace portolan::webui
