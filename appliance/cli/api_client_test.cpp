// The role `web` between a client and a server of this test's own, which speaks the wire's messages; and the
// command line's client over the unix socket.
#include "appliance/cli/api_client.hpp"

#include "appliance/roles/web.hpp"
#include "appliance/wire/channel.hpp"

#include <filesystem>
#include <future>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::cli {
namespace {

using testing::HasSubstr;
using wire::Kind;

int listen_unix(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket, 8) != 0)
        panic("no unix socket");
    return socket;
}

class WebRole : public testing::Test {
protected:
    void SetUp() override {
        folder_ = (std::filesystem::temp_directory_path() / "web-role-XXXXXX").string();
        ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
        listener_ = wire::listen_at(folder_ + "/server").value();
        std::promise<webui::WebServer*> started;
        thread_ = std::thread([this, &started] {
            // The page's listener is a unix socket as well: nothing here needs TLS.
            const roles::WebOptions options{folder_ + "/server", folder_ + "/web.pem",
                                            listen_unix(folder_ + "/page"), listen_unix(folder_ + "/api")};
            const Result<void> served =
                roles::serve_web(options, [&started](webui::WebServer& web) { started.set_value(&web); });
            if (!served) panic(served.error().text());
        });
        web_ = started.get_future().get();
        accept();
    }
    void TearDown() override {
        web_->stop();
        thread_.join();
        std::filesystem::remove_all(folder_);
    }
    void accept() {
        std::optional<std::pair<wire::Channel, wire::Peer>> peer;
        while (!peer) {
            wait_for(listener_.get());
            peer = wire::accept_at(listener_).value();
        }
        channel_ = std::move(peer->first);
    }
    static void wait_for(int descriptor) {
        pollfd waits{descriptor, POLLIN, 0};
        if (::poll(&waits, 1, 30'000) != 1) panic("nothing came");
    }
    wire::Packet receive() {
        wait_for(channel_.fd());
        return std::move(*channel_.receive().value());
    }
    // What a client gets, on a thread of its own.
    std::future<ApiAnswer> ask(const std::string& target, const std::string& body = {}) {
        return std::async(std::launch::async, [this, target, body] {
            ApiClient client(folder_ + "/api");
            return (body.empty() ? client.get(target) : client.post(target, body)).value();
        });
    }

    std::string folder_;
    wire::Descriptor listener_;
    wire::Channel channel_;
    webui::WebServer* web_ = nullptr;
    std::thread thread_;
};

TEST_F(WebRole, CarriesRequestsAndAnswers) {
    std::future<ApiAnswer> answer = ask("/api/v1/policy/disarm?x=%20", R"({"reason":"test"})");
    const auto request = wire::read_as<wire::HttpRequest>(receive()).value();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/api/v1/policy/disarm?x=%20");
    EXPECT_EQ(request.body, R"({"reason":"test"})");
    EXPECT_TRUE(request.local);
    EXPECT_EQ(request.uid, ::geteuid());
    EXPECT_THAT(request.headers, testing::Contains(testing::Pair("content-type", "application/json")));
    const wire::HttpResponse response{request.id,
                                      422,
                                      {{"Content-Type", "application/problem+json"}},
                                      R"({"detail":"site.yaml:1:1: no","remedy":"mend it"})",
                                      false};
    ASSERT_TRUE(channel_.send(Kind::http_response, response).has_value());
    const ApiAnswer got = answer.get();
    EXPECT_EQ(got.status, 422);
    EXPECT_EQ(got.content_type, "application/problem+json");
    EXPECT_EQ(error_of(got).text(), Error({ErrorCode::bad_input, "site.yaml:1:1: no", "", "mend it"}).text());
}

TEST_F(WebRole, CarriesALargeBodyBothWays) {
    const std::string large(1'000'000, 'x');
    std::future<ApiAnswer> answer = ask("/api/v1/policy/apply", large);
    const auto request = wire::read_as<wire::HttpRequest>(receive()).value();
    EXPECT_EQ(request.body, large);
    ASSERT_TRUE(
        channel_.send(Kind::http_response, wire::HttpResponse{request.id, 200, {}, large + large, false})
            .has_value());
    EXPECT_EQ(answer.get().body, large + large);
}

TEST_F(WebRole, StreamsUntilTheClientLeavesAndSaysSo) {
    std::string seen;
    std::future<Result<ApiAnswer>> followed = std::async(std::launch::async, [&] {
        ApiClient client(folder_ + "/api");
        return client.follow("/api/v1/stream", [&seen](std::string_view bytes) {
            seen += bytes;
            return seen.find("two") == std::string::npos;
        });
    });
    const auto request = wire::read_as<wire::HttpRequest>(receive()).value();
    for (const char* frame : {"one", "two"}) {
        if (std::string_view(frame) == "one") {
            ASSERT_TRUE(channel_.send(Kind::http_response, wire::HttpResponse{request.id, 200, {}, "", true})
                            .has_value());
        }
        ASSERT_TRUE(channel_.send(Kind::http_frame, wire::HttpFrame{request.id, frame, false}).has_value());
    }
    EXPECT_EQ(followed.get().value().status, 200);
    EXPECT_EQ(seen, "onetwo");
    const wire::Packet packet = receive();
    ASSERT_EQ(packet.kind, Kind::http_gone);
    EXPECT_EQ(wire::read_as<wire::HttpGone>(packet).value().id, request.id);
}

TEST_F(WebRole, SaysThatTheServerIsAwayAndFindsItAgain) {
    std::future<ApiAnswer> waiting = ask("/api/v1/status");
    static_cast<void>(receive());
    channel_.close();
    EXPECT_EQ(waiting.get().status, 503);
    accept();
    std::future<ApiAnswer> answer = ask("/api/v1/status");
    const auto request = wire::read_as<wire::HttpRequest>(receive()).value();
    ASSERT_TRUE(
        channel_.send(Kind::http_response, wire::HttpResponse{request.id, 200, {}, "{}", false}).has_value());
    EXPECT_EQ(answer.get().status, 200);
}

TEST(ApiClient, SaysWhereNobodyListens) {
    ApiClient client("/nonexistent/api.sock");
    const Result<ApiAnswer> answer = client.get("/api/v1/box");
    ASSERT_FALSE(answer.has_value());
    EXPECT_THAT(answer.error().text(), HasSubstr("/nonexistent/api.sock"));
    EXPECT_THAT(answer.error().remedy, HasSubstr("portolan up"));
}

}  // namespace
}  // namespace portolan::cli
