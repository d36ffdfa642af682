#include "probes/passive/stream_facts.hpp"

#include "probes/passive/command_lines.hpp"
#include "probes/passive/http.hpp"
#include "probes/passive/mqtt.hpp"
#include "probes/passive/sip.hpp"
#include "probes/passive/ssh.hpp"
#include "probes/passive/tls.hpp"

namespace portolan::passive {
namespace {

using evidence::Fact;
using evidence::Facts;

void set_app(Facts& facts, std::string_view app) {
    if (facts.find(Fact::app) == nullptr) facts.set(Fact::app, std::string(app));
}

// Whether a dissector that recognised its protocol has what it wants.
bool is_settled(bool complete, More more) {
    return complete || more == More::none;
}

bool look_for_client_hello(Conversation& talk, Bytes stream, More more) {
    const std::optional<ClientHello> hello = parse_client_hello(stream);
    if (!hello) return false;
    talk.client_decided = is_settled(hello->complete, more);
    if (!talk.client_decided || stream.size() < 6) return true;  // the sixth byte is the type of the message
    if (!hello->server_name.empty()) talk.facts.set(Fact::sni, hello->server_name);
    if (!hello->alpn.empty()) talk.facts.set(Fact::alpn, hello->alpn);
    set_app(talk.facts, "tls");
    if (!talk.tls_agreed) talk.facts.set(Fact::tls, std::string(tls_version_text(hello->version)));
    return true;
}

bool look_for_request(Conversation& talk, Bytes stream, More more, std::span<const std::string> patterns) {
    const std::optional<HttpRequest> request = parse_http_request(stream);
    if (!request) return false;
    talk.client_decided = is_settled(request->complete, more);
    if (!talk.client_decided || request->method.empty()) return true;
    talk.server_decided = true;
    set_app(talk.facts, "http");
    talk.facts.set(Fact::tls, "none");
    if (request->http2) return true;
    talk.facts.set(Fact::http, released_request(*request, patterns));
    if (std::string host = http_host(request->authority); !host.empty())
        talk.facts.set(Fact::host, std::move(host));
    return true;
}

bool look_for_sip(Conversation& talk, Bytes stream, More more) {
    const std::optional<SipStart> sip = parse_sip(stream);
    if (!sip) return false;
    talk.client_decided = is_settled(sip->complete, more);
    if (!sip->complete) return true;
    set_app(talk.facts, "sip");
    talk.server_decided = !sip->response;
    if (!sip->response) talk.facts.set(Fact::sip, std::string(sip->method));
    return true;
}

bool look_for_mqtt(Conversation& talk, Bytes stream, More more) {
    const std::optional<MqttConnect> connect = parse_mqtt_connect(stream);
    if (!connect) return false;
    talk.client_decided = is_settled(connect->complete, more);
    if (!connect->complete) return true;
    talk.server_decided = true;
    set_app(talk.facts, "mqtt");
    talk.facts.set(Fact::mqtt, std::string(connect->level));
    talk.facts.set(Fact::tls, "none");
    return true;
}

// The server's banner is the one to keep: it is the service that a requirement is about.
bool look_for_ssh(Conversation& talk, Bytes stream, More more, bool server) {
    const std::optional<SshBanner> banner = parse_ssh_banner(stream);
    if (!banner) return false;
    (server ? talk.server_decided : talk.client_decided) = is_settled(banner->complete, more);
    if (!banner->complete) return true;
    set_app(talk.facts, "ssh");
    if (server || talk.facts.find(Fact::ssh) == nullptr) talk.facts.set(Fact::ssh, banner->software);
    return true;
}

bool look_for_commands(Conversation& talk, Bytes stream, More more) {
    const std::optional<CommandLines> lines = parse_command_lines(stream, talk.greeted);
    if (!lines) return false;
    set_app(talk.facts, lines->protocol == LineProtocol::smtp ? "smtp" : "ftp");
    const Bytes after = stream.subspan(lines->end);
    if (lines->tls_asked && after.empty()) {
        talk.client_decided = more == More::none;
        return true;
    }
    if (lines->tls_asked && look_for_client_hello(talk, after, more)) return true;
    // A refused STARTTLS goes on in clear text too.
    talk.client_decided = lines->clear || lines->tls_asked || more == More::none;
    if (!talk.client_decided) return true;
    talk.facts.set(Fact::tls, "none");
    talk.server_decided = true;
    return true;
}

// After a greeting a line that is not finished can still become a command.
bool may_become_commands(const Conversation& talk, Bytes stream) {
    return talk.greeted && as_text(stream).find('\n') == std::string_view::npos;
}

void note_session_record(Conversation& talk) {
    set_app(talk.facts, "tls");
    if (talk.facts.find(Fact::tls) == nullptr) talk.facts.set(Fact::tls, "yes");
    talk.client_decided = true;
    talk.server_decided = true;
}

}  // namespace

void look_at_client(Conversation& talk, Bytes stream, Begin begin, More more,
                    std::span<const std::string> patterns) {
    const bool recognised = look_for_client_hello(talk, stream, more) || look_for_mqtt(talk, stream, more) ||
                            look_for_ssh(talk, stream, more, false) ||
                            look_for_commands(talk, stream, more) || look_for_sip(talk, stream, more) ||
                            look_for_request(talk, stream, more, patterns);
    if (recognised) return;
    if (begin == Begin::middle && is_tls_record(stream)) return note_session_record(talk);
    talk.client_decided = more == More::none || !may_become_commands(talk, stream);
}

void look_at_server(Conversation& talk, Bytes stream, Begin begin, More more) {
    const std::size_t replies = end_of_replies(stream);
    if (const std::optional<ServerHello> hello = parse_server_hello(stream.subspan(replies)); hello) {
        const bool started = stream.size() - replies >= 6;
        talk.server_decided = is_settled(hello->complete, more);
        if (!talk.server_decided || !started) return;
        set_app(talk.facts, "tls");
        talk.tls_agreed = hello->version != 0;
        if (talk.tls_agreed || talk.facts.find(Fact::tls) == nullptr)
            talk.facts.set(Fact::tls, std::string(tls_version_text(hello->version)));
        return;
    }
    if (look_for_ssh(talk, stream, more, true)) return;
    if (is_http_response(stream)) {
        set_app(talk.facts, "http");
        talk.facts.set(Fact::tls, "none");
        talk.server_decided = true;
        return;
    }
    if (const std::optional<Greeting> greeting = parse_greeting(stream); greeting) {
        talk.greeted = true;
        talk.server_decided = more == More::none;
        if (talk.server_decided && greeting->protocol)
            set_app(talk.facts, *greeting->protocol == LineProtocol::smtp ? "smtp" : "ftp");
        return;
    }
    if (begin == Begin::middle && is_tls_record(stream)) return note_session_record(talk);
    talk.server_decided = true;
}

}  // namespace portolan::passive
