// The one file that includes Beast: it takes half a minute to compile, so nothing else lives here.
#include "webui/web_server.hpp"

#include "webui/page_answer.hpp"
#include "webui/problem.hpp"
#include "webui/web_exchange.hpp"
#include "webui/web_peer.hpp"
#include "webui/web_tls.hpp"

#include <array>
#include <optional>
#include <sys/socket.h>
#include <utility>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace portolan::webui {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

using Protocol = asio::generic::stream_protocol;
using Socket = asio::basic_stream_socket<Protocol>;
using TlsStream = asio::ssl::stream<Socket&>;
using Acceptor = asio::basic_socket_acceptor<Protocol>;
using RequestParser = http::request_parser<http::string_body>;
using Answer = http::response<http::span_body<const char>>;
constexpr auto kWait = asio::as_tuple(asio::use_awaitable);

constexpr std::chrono::milliseconds kFarewell{2'000};  // for what a client still sends after our last word
constexpr std::size_t kMostDrained = 2U << 20U;

std::string joined(const http::request<http::string_body>& request, std::string_view name) {
    std::string out;
    const auto [first, last] = request.equal_range(name);
    for (auto field = first; field != last; ++field)
        out += (field == first ? "" : ", ") + std::string(field->value());
    return out;
}

Request request_of(http::request<http::string_body>&& request, const Peer& peer) {
    Request out;
    out.method = request.method_string();
    out.target = request.target();
    out.peer = peer.text;
    out.cookie = joined(request, "Cookie");
    out.csrf_token = joined(request, "X-CSRF-Token");
    out.sec_fetch_site = joined(request, "Sec-Fetch-Site");
    out.origin = joined(request, "Origin");
    out.host = joined(request, "Host");
    out.content_type = joined(request, "Content-Type");
    out.if_none_match = joined(request, "If-None-Match");
    out.last_event_id = joined(request, "Last-Event-ID");
    out.body = std::move(request.body());
    out.local = peer.local;
    out.credentials = peer.credentials;
    return out;
}

Response refusal_of(error_code error, bool late) {
    if (late) return problem(408, "the request took too long to arrive", "send it at once");
    if (error == http::error::header_limit)
        return problem(431, "the header is too large", "send at most 16 KiB of it");
    if (error == http::error::body_limit) return problem(413, "the body is larger than 1 MiB", "send less");
    if (error == http::error::bad_version) return problem(505, "only HTTP/1.1 is spoken here");
    return problem(400, "this is no HTTP request: " + error.message());
}

class Server final : public WebServer {
public:
    Server(WebConfig config, AssetTable assets, WebHandler handler)
        : config_(std::move(config)),
          assets_(assets),
          handler_(std::move(handler)),
          security_(security_headers(config_.strict_transport)) {}
    ~Server() override = default;

    Result<void> prepare();
    void run() override { io_.run(); }
    void stop() override { io_.stop(); }
    void post(std::function<void()> work) override { asio::post(io_, std::move(work)); }
    void watch(int descriptor, std::function<bool()> readable) override {
        asio::co_spawn(io_, watch_one(asio::posix::stream_descriptor(io_, descriptor), std::move(readable)),
                       asio::detached);
    }
    void every(std::chrono::milliseconds period, std::function<void()> work) override {
        asio::co_spawn(io_, repeat(period, std::move(work)), asio::detached);
    }

    const WebLimits& limits() const { return config_.limits; }

private:
    template <typename Stream>
    class Connection;

    asio::awaitable<void> accept(Acceptor acceptor, bool local);
    void admit(Socket socket, bool local);
    asio::awaitable<void> serve(Socket socket, Peer peer, std::unique_ptr<Place> place);
    asio::awaitable<void> watch_one(asio::posix::stream_descriptor descriptor,
                                    std::function<bool()> readable);
    asio::awaitable<void> repeat(std::chrono::milliseconds period, std::function<void()> work);

    WebConfig config_;
    AssetTable assets_;
    WebHandler handler_;
    std::vector<Header> security_;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    Place::Counts places_;
    std::size_t streams_ = 0;
    // Below this line what stands on the loop; above it what its coroutines use until they are destroyed with
    // it.
    asio::io_context io_{1};
};

// One connection, plain or TLS. Everything in it happens on the one thread.
template <typename Stream>
class Server::Connection {
public:
    Connection(Server& server, Socket& socket, Stream& stream, Peer peer)
        : server_(server),
          socket_(socket),
          stream_(stream),
          peer_(std::move(peer)),
          deadline_(socket.get_executor()) {}

    asio::awaitable<void> run() {
        bool go_on = true;
        while (go_on)
            go_on = co_await one_exchange();
    }
    // After this long what is under way is cancelled, and late() says so. A timer that fired already may run
    // its handler after disarm(), even after our end: it then finds that its turn is over.
    void arm(std::chrono::milliseconds patience) {
        late_ = false;
        deadline_.expires_after(patience);
        deadline_.async_wait([this, turns = std::weak_ptr(turns_), turn = ++*turns_](error_code error) {
            const std::shared_ptr<std::uint64_t> now = turns.lock();
            if (error || now == nullptr || *now != turn) return;
            late_ = true;
            error_code ignored;
            socket_.cancel(ignored);
        });
    }
    void disarm() {
        ++*turns_;
        deadline_.cancel();
    }
    [[nodiscard]] bool late() const { return late_; }

private:
    asio::awaitable<bool> one_exchange() {
        RequestParser parser;
        parser.header_limit(static_cast<std::uint32_t>(server_.limits().header_bytes));
        parser.body_limit(server_.limits().body_bytes);
        const bool begun = co_await first_byte();
        if (!begun) co_return false;
        arm(server_.limits().patience);
        auto [error, size] = co_await http::async_read(stream_, buffer_, parser, kWait);
        disarm();
        if (!error && parser.get().version() != 11) error = http::error::bad_version;
        if (error) {
            if (is_worth_an_answer(error)) co_await refuse(refusal_of(error, late()));
            co_return false;
        }
        const bool keep = parser.keep_alive();
        const bool done = co_await answer(parser.release(), keep);
        co_return keep&& done;
    }

    // Not to who left, or spoke no TLS.
    [[nodiscard]] bool is_worth_an_answer(error_code error) const {
        return late() || (error.category() == http::make_error_code(http::error::bad_version).category() &&
                          error != http::error::end_of_stream && error != http::error::partial_message);
    }

    // Between two requests a client may be silent for longer than within one.
    asio::awaitable<bool> first_byte() {
        if (buffer_.size() > 0) co_return true;
        arm(server_.limits().idle);
        auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(4'096), kWait);
        disarm();
        buffer_.commit(size);
        co_return !error;
    }

    asio::awaitable<bool> answer(http::request<http::string_body> request, bool keep) {
        const std::string_view target = request.target();
        if (target != "/api" && !target.starts_with("/api/")) {
            const PageAnswer page = answer_page(server_.assets_, std::string_view(request.method_string()),
                                                target, std::string_view(request["Accept-Encoding"]),
                                                std::string_view(request["If-None-Match"]));
            co_return co_await write(page.status, page.headers, page.body, page.length, keep);
        }
        const bool head = request.method() == http::verb::head;
        const auto exchange =
            std::make_shared<WebExchange>(stream_.get_executor(), server_.limits().stream_backlog);
        const EndOfExchange end(*exchange);
        server_.handler_(request_of(std::move(request), peer_), exchange);
        std::optional<Response> response = co_await exchange->answer(server_.limits().answer);
        if (!response)
            response = problem(503, "the appliance did not answer in time", "try again in a moment");
        if (response->stream && server_.streams_ >= server_.limits().streams)
            response =
                too_many(15, "as many streams are open as there may be", "close another page of this box");
        if (!response->stream)
            co_return co_await write(response->status, response->headers,
                                     head ? std::string_view() : response->body, response->body.size(), keep);
        ++server_.streams_;
        co_await stream_events(*exchange, *response);
        --server_.streams_;
        co_return false;
    }

    template <typename Message>
    void put_head(Message& message, int status, const std::vector<Header>& headers, bool keep) {
        message.version(11);
        message.result(static_cast<unsigned>(status));
        message.reason(boost::beast::string_view(reason_phrase(status).data(), reason_phrase(status).size()));
        for (const Header& header : headers)
            message.insert(header.name, header.value);
        for (const Header& header : server_.security_)
            message.insert(header.name, header.value);
        message.keep_alive(keep);
    }

    asio::awaitable<bool> write(int status, const std::vector<Header>& headers, std::string_view body,
                                std::size_t length, bool keep) {
        Answer message;
        put_head(message, status, headers, keep);
        message.body() = boost::beast::span<const char>(body.data(), body.size());
        if (status != 204 && status != 304) message.content_length(length);
        arm(server_.limits().patience);
        auto [error, size] = co_await http::async_write(stream_, message, kWait);
        disarm();
        co_return !error;
    }

    // Our last word. What the client still sends is read and thrown away: closing at once would reset the
    // connection, and the answer would be lost on the way.
    asio::awaitable<void> refuse(Response response) {
        const bool done =
            co_await write(response.status, response.headers, response.body, response.body.size(), false);
        if (!done) co_return;
        error_code ignored;
        if constexpr (std::is_same_v<Stream, Socket>) socket_.shutdown(Socket::shutdown_send, ignored);
        arm(kFarewell);
        std::array<char, 16'384> waste{};
        for (std::size_t drained = 0; drained < kMostDrained;) {
            auto [error, size] = co_await stream_.async_read_some(asio::buffer(waste), kWait);
            if (error) break;
            drained += size;
        }
        disarm();
    }

    asio::awaitable<void> stream_events(WebExchange& exchange, const Response& response) {
        http::response<http::empty_body> head;
        put_head(head, response.status, response.headers, false);
        head.chunked(true);
        http::response_serializer<http::empty_body> serializer(head);
        arm(server_.limits().patience);
        auto [error, size] = co_await http::async_write_header(stream_, serializer, kWait);
        disarm();
        if (error) co_return;
        if (!response.body.empty()) exchange.write(response.body);
        // A browser that leaves says so by closing: without reading we would learn it only from a failing
        // write.
        const auto gone = std::make_shared<bool>(false);
        asio::co_spawn(stream_.get_executor(), await_leave(exchange, gone), asio::detached);
        co_await write_chunks(exchange);
        error_code ignored;
        socket_.shutdown(Socket::shutdown_both, ignored);
        while (!*gone)
            co_await asio::post(stream_.get_executor(), kWait);
    }

    asio::awaitable<void> write_chunks(WebExchange& exchange) {
        while (true) {
            const std::string bytes = co_await exchange.next();
            if (bytes.empty()) co_return;
            arm(server_.limits().patience);
            auto [error, size] =
                co_await asio::async_write(stream_, http::make_chunk(asio::buffer(bytes)), kWait);
            disarm();
            if (error) co_return;
        }
    }

    asio::awaitable<void> await_leave(WebExchange& exchange, std::shared_ptr<bool> gone) {
        std::array<char, 64> waste{};
        co_await stream_.async_read_some(asio::buffer(waste), kWait);
        *gone = true;
        exchange.close();
    }

    Server& server_;
    Socket& socket_;
    Stream& stream_;
    Peer peer_;
    asio::steady_timer deadline_;
    std::shared_ptr<std::uint64_t> turns_ =
        std::make_shared<std::uint64_t>(0);  // gone when we are: see arm()
    bool late_ = false;
    boost::beast::flat_buffer buffer_;
};

Result<void> Server::prepare() {
    for (const Listener& listener : config_.listeners) {
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        if (::getsockname(listener.socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            return fail(ErrorCode::bad_input, "the listening socket is none");
        if (!listener.local) TRY_VOID(set_up_tls(tls_, config_));
        Acceptor acceptor(io_);
        error_code error;
        acceptor.assign(Protocol(address.ss_family, 0), listener.socket, error);
        if (error) return fail(ErrorCode::io, "the listening socket can't be used: " + error.message());
        asio::co_spawn(io_, accept(std::move(acceptor), listener.local), asio::detached);
    }
    return {};
}

asio::awaitable<void> Server::accept(Acceptor acceptor, bool local) {
    asio::steady_timer pause(io_);
    while (true) {
        auto [error, socket] = co_await acceptor.async_accept(kWait);
        if (!error) {
            admit(std::move(socket), local);
            continue;
        }
        pause.expires_after(std::chrono::milliseconds(100));  // out of descriptors, say: not a busy loop
        co_await pause.async_wait(kWait);
    }
}

// Beyond a bound the socket is closed at once.
void Server::admit(Socket socket, bool local) {
    Peer peer = peer_of(socket.native_handle(), local);
    auto place = std::make_unique<Place>(places_, peer.key);
    if (place->of_all() > limits().connections || place->of_address() > limits().connections_per_address)
        return;
    asio::co_spawn(io_, serve(std::move(socket), std::move(peer), std::move(place)), asio::detached);
}

asio::awaitable<void> Server::serve(Socket socket, Peer peer, [[maybe_unused]] std::unique_ptr<Place> place) {
    if (peer.local) {
        Connection<Socket> connection(*this, socket, socket, std::move(peer));
        co_await connection.run();
        co_return;
    }
    TlsStream stream(socket, tls_);
    Connection<TlsStream> connection(*this, socket, stream, std::move(peer));
    connection.arm(limits().patience);
    auto [error] = co_await stream.async_handshake(TlsStream::server, kWait);
    connection.disarm();
    if (error) co_return;
    co_await connection.run();
    connection.arm(kFarewell);
    co_await stream.async_shutdown(kWait);
    connection.disarm();
}

asio::awaitable<void> Server::watch_one(asio::posix::stream_descriptor descriptor,
                                        std::function<bool()> readable) {
    // The descriptor is the caller's, whatever becomes of this coroutine.
    const auto give_back = [](asio::posix::stream_descriptor* lent) { lent->release(); };
    const std::unique_ptr<asio::posix::stream_descriptor, decltype(give_back)> lent(&descriptor, give_back);
    while (true) {
        auto [error] = co_await descriptor.async_wait(asio::posix::stream_descriptor::wait_read, kWait);
        if (error || !readable()) co_return;
    }
}

asio::awaitable<void> Server::repeat(std::chrono::milliseconds period, std::function<void()> work) {
    asio::steady_timer timer(io_);
    while (true) {
        timer.expires_after(period);
        co_await timer.async_wait(kWait);
        work();
    }
}

}  // namespace

Result<std::unique_ptr<WebServer>> WebServer::create(WebConfig config, AssetTable assets,
                                                     WebHandler handler) {
    auto server = std::make_unique<Server>(std::move(config), assets, std::move(handler));
    TRY_VOID(server->prepare());
    return std::unique_ptr<WebServer>(std::move(server));
}

}  // namespace portolan::webui
