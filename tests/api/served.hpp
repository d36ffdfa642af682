// A web server on loopback and on a unix socket, with the made-up appliance behind it, on a thread of its
// own; and clients for it.
#pragma once

#include "webui/certificate.hpp"
#include "webui/test_client.hpp"
#include "webui/web_server.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace portolan::api_test {

// A connection to a unix socket: bytes in, bytes out.
class RawClient {
public:
    explicit RawClient(const std::string& path);
    explicit RawClient(int tcp_port);  // no TLS: only to hold a place
    ~RawClient();
    RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
    RawClient(const RawClient&) = delete;
    void send(std::string_view bytes) const;
    // What comes until `until` has come, or until the other side closes.
    [[nodiscard]] std::string receive(std::string_view until = {}) const;
    [[nodiscard]] bool closed_by_peer() const;  // waits for it or for a byte

private:
    int socket_ = -1;
};

class Served {
public:
    explicit Served(const webui::WebLimits& limits = {}, bool strict_transport = false);
    ~Served();
    Served(const Served&) = delete;

    [[nodiscard]] std::string url(std::string_view path) const;
    [[nodiscard]] RawClient connect() const { return RawClient(socket_path_); }
    // One request over the unix socket on a connection of its own, and all of the answer.
    [[nodiscard]] std::string ask(std::string_view bytes) const;
    // Runs on the server's thread, and waits for its end.
    void on_thread(const std::function<void()>& work) const;

    int port = 0;
    std::string folder;
    webui::Certificate certificate;
    webui::TestClient appliance;  // touch it on the server's thread only
    std::vector<std::shared_ptr<webui::Responder>> streams;
    int gone = 0;
    bool silent = false;  // the handler answers nothing

private:
    void handle(webui::Request request, std::shared_ptr<webui::Responder> responder);

    std::string socket_path_;
    std::unique_ptr<webui::WebServer> server_;
    std::thread thread_;
};

// The output of a shell command; `status` is its exit status.
struct CommandRun {
    int status = -1;
    std::string output;
};
CommandRun shell(const std::string& command);

}  // namespace portolan::api_test
