#include "tests/api/served.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace portolan::api_test {
namespace {

using webui::Asset;

// The "compressed" form is no brotli: that the server hands on what it was given is all that matters here.
constexpr std::array kAssets = {
    Asset{"/assets/app-3f2a.js", "text/javascript; charset=utf-8", "aaaa", "let plain = 1;", "BROTLI", true},
    Asset{"/index.html", "text/html; charset=utf-8", "bbbb", "<!doctype html><title>page</title>", "",
          false}};

int listen_tcp(int& port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket, generic, size) != 0 || ::listen(socket, 64) != 0) panic("no loopback");
    ::getsockname(socket, generic, &size);
    port = ntohs(address.sin_port);
    return socket;
}

sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

int listen_unix(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = unix_address(path);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket, 64) != 0)
        panic("no unix socket");
    return socket;
}

}  // namespace

RawClient::RawClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_un address = unix_address(path);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        panic("not connected");
}

RawClient::RawClient(int tcp_port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(tcp_port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        panic("not connected");
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

void RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string RawClient::receive(std::string_view until) const {
    std::string out;
    std::array<char, 65'536> buffer{};
    while (until.empty() || out.find(until) == std::string::npos) {
        const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (got <= 0) break;
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return out;
}

bool RawClient::closed_by_peer() const {
    char byte = 0;
    return ::recv(socket_, &byte, 1, 0) <= 0;
}

Served::Served(const webui::WebLimits& limits, bool strict_transport) {
    folder = (std::filesystem::temp_directory_path() / "served-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) panic("no folder");
    socket_path_ = folder + "/api.sock";
    certificate = webui::load_or_make_certificate(folder + "/web.pem", "test box", {"127.0.0.1"}).value();
    webui::WebConfig config;
    config.listeners = {{listen_tcp(port), false}, {listen_unix(socket_path_), true}};
    config.certificate_pem = certificate.certificate_pem;
    config.private_key_pem = certificate.private_key_pem;
    config.strict_transport = strict_transport;
    config.limits = limits;
    server_ =
        webui::WebServer::create(std::move(config), kAssets,
                                 [this](webui::Request request, std::shared_ptr<webui::Responder> responder) {
                                     handle(std::move(request), std::move(responder));
                                 })
            .value();
    thread_ = std::thread([this] { server_->run(); });
}

Served::~Served() {
    server_->stop();
    thread_.join();
    server_.reset();
    std::filesystem::remove_all(folder);
}

void Served::handle(webui::Request request, std::shared_ptr<webui::Responder> responder) {
    if (silent) return;
    request.credentials.administrator = true;
    appliance.api.handle(request, appliance.now, [this, responder](webui::Response response) {
        const bool stream = response.stream;
        if (stream) {
            streams.push_back(responder);
            responder->on_gone([this] { ++gone; });
        }
        responder->respond(std::move(response));
    });
}

std::string Served::url(std::string_view path) const {
    return "https://127.0.0.1:" + std::to_string(port) + std::string(path);
}

std::string Served::ask(std::string_view bytes) const {
    const RawClient client = connect();
    client.send(bytes);
    return client.receive();
}

void Served::on_thread(const std::function<void()>& work) const {
    std::promise<void> done;
    server_->post([&] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

CommandRun shell(const std::string& command) {
    CommandRun run;
    // NOLINTNEXTLINE(cert-env33-c): the commands are this test's own
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return run;
    std::array<char, 65'536> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        run.output.append(buffer.data(), n);
    const int status = ::pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

}  // namespace portolan::api_test
