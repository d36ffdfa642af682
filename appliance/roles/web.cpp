#include "appliance/roles/web.hpp"

#include "appliance/privilege/confine.hpp"
#include "appliance/roles/event_loop.hpp"
#include "appliance/roles/inherited_sockets.hpp"
#include "appliance/wire/channel.hpp"
#include "webui/certificate.hpp"
#include "webui/problem.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sys/socket.h>
#include <utility>

namespace portolan::roles {
namespace {

using wire::Kind;

const std::string kRole = "web";
constexpr std::size_t kMostOpen = 4'096;  // requests and streams that wait for the server
constexpr std::chrono::milliseconds kRetry{200};
constexpr int kMostAtOnce = 64;  // packets, before connections get their turn

wire::HttpRequest message_of(std::uint64_t id, webui::Request&& request) {
    wire::HttpRequest out;
    out.id = id;
    out.method = std::move(request.method);
    out.target = std::move(request.target);
    out.peer = std::move(request.peer);
    for (const auto& [name, value] : {std::pair{"cookie", &request.cookie},
                                      {"x-csrf-token", &request.csrf_token},
                                      {"sec-fetch-site", &request.sec_fetch_site},
                                      {"origin", &request.origin},
                                      {"host", &request.host},
                                      {"content-type", &request.content_type},
                                      {"if-none-match", &request.if_none_match},
                                      {"last-event-id", &request.last_event_id}})
        if (!value->empty()) out.headers.emplace_back(name, std::move(*value));
    out.body = std::move(request.body);
    out.local = request.local;
    out.uid = request.credentials.uid;
    out.gid = request.credentials.gid;
    return out;
}

webui::Response response_of(wire::HttpResponse&& message) {
    webui::Response out;
    out.status = message.status;
    for (auto& [name, value] : message.headers)
        out.headers.push_back({std::move(name), std::move(value)});
    out.body = std::move(message.body);
    out.stream = message.stream;
    return out;
}

class WebRole {
public:
    explicit WebRole(std::string server) : server_path_(std::move(server)) {}

    // Requests come only while the web server runs, which is after this.
    void serve_with(webui::WebServer& web) {
        web_ = &web;
        connect();
        web.every(kRetry, [this] {
            if (!channel_.open()) connect();
        });
    }

    void handle(webui::Request request, const std::shared_ptr<webui::Responder>& responder) {
        if (!channel_.open() || broken_ || open_.size() >= kMostOpen) return refuse(*responder);
        const std::uint64_t id = ++last_id_;
        open_[id] = responder;
        // Also of a request that the web server gave up: a later answer finds nobody.
        responder->on_gone([this, id] { gone(id); });
        if (!channel_.send(Kind::http_request, message_of(id, std::move(request)))) break_off();
    }

private:
    static void refuse(webui::Responder& responder) {
        responder.respond(webui::problem(503, "the appliance's server is away", "try again in a moment"));
    }

    void connect() {
        Result<wire::Channel> channel = wire::connect_to(server_path_);
        if (!channel) return;  // not there yet
        channel_ = std::move(*channel);
        broken_ = false;
        web_->watch(channel_.fd(), [this] { return read(); });
    }

    // False when the channel is lost: whoever restarts the server finds us waiting.
    bool read() {
        for (int i = 0; i < kMostAtOnce; ++i) {
            Result<std::optional<wire::Packet>> packet = channel_.receive();
            if (!packet && packet.error().code == ErrorCode::io) {
                give_up_open();
                channel_.close();
                return false;
            }
            if (!packet) end_role(kRole, packet.error());
            if (!*packet) return true;
            if (const Result<void> done = received(**packet); !done) end_role(kRole, done.error());
        }
        return true;
    }

    Result<void> received(const wire::Packet& packet) {
        if (packet.kind == Kind::http_response) {
            wire::HttpResponse message = TRY(wire::read_as<wire::HttpResponse>(packet));
            const std::uint64_t id = message.id;
            const auto found = open_.find(id);
            if (found == open_.end()) return {};
            const std::shared_ptr<webui::Responder> responder = found->second;
            if (message.stream) streams_.insert(id);
            responder->respond(response_of(std::move(message)));
            return {};
        }
        if (packet.kind != Kind::http_frame)
            return fail(ErrorCode::bad_input, "the server sent a message that it may not send");
        wire::HttpFrame frame = TRY(wire::read_as<wire::HttpFrame>(packet));
        const auto found = open_.find(frame.id);
        if (found == open_.end()) return {};
        const std::shared_ptr<webui::Responder> responder = found->second;
        if (!frame.data.empty()) responder->write(std::move(frame.data));
        if (frame.last) responder->close();
        return {};
    }

    void gone(std::uint64_t id) {
        open_.erase(id);
        if (streams_.erase(id) == 0 || !channel_.open() || broken_) return;
        if (!channel_.send(Kind::http_gone, wire::HttpGone{id})) break_off();
    }

    // The watch of the channel wakes up, finds its end, and closes it: a descriptor that is watched must not
    // be closed here, where its number may be given to the next one.
    void break_off() {
        broken_ = true;
        ::shutdown(channel_.fd(), SHUT_RDWR);
        give_up_open();
    }

    void give_up_open() {
        streams_.clear();
        for (const auto& [id, responder] : std::exchange(open_, {})) {
            refuse(*responder);
            responder->close();
        }
    }

    std::string server_path_;
    webui::WebServer* web_ = nullptr;
    wire::Channel channel_;
    bool broken_ = false;  // until its watch has closed it
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, std::shared_ptr<webui::Responder>> open_;
    std::set<std::uint64_t> streams_;
};

}  // namespace

Result<void> serve_web(const WebOptions& options, const std::function<void(webui::WebServer&)>& started) {
    const webui::Certificate certificate =
        TRY(webui::load_or_make_certificate(options.certificate, "portolan", {}));
    webui::WebConfig config;
    config.listeners = {{options.page_socket, false}, {options.api_socket, true}};
    config.certificate_pem = certificate.certificate_pem;
    config.private_key_pem = certificate.private_key_pem;
    WebRole role(options.server);
    const std::unique_ptr<webui::WebServer> web = TRY(webui::WebServer::create(
        std::move(config), webui::embedded_assets(),
        [&role](webui::Request request, const std::shared_ptr<webui::Responder>& responder) {
            role.handle(std::move(request), responder);
        }));
    role.serve_with(*web);
    if (started) started(*web);
    web->run();
    return {};
}

Result<void> run_web(const WebOptions& options) {
    const privilege::Rights& rights = *privilege::rights_of(kRole);
    TRY_VOID(privilege::check(rights));
    TRY_VOID(privilege::confine(rights));
    WebOptions served = options;
    if (served.page_socket < 0 && served.api_socket < 0) {
        const WebSockets sockets = TRY(tell_apart(kFirstInherited, inherited_count()));
        served.page_socket = sockets.page;
        served.api_socket = sockets.api;
    }
    return serve_web(served, {});
}

}  // namespace portolan::roles
