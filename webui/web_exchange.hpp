// One request on its way to the handler and its answer on the way back: what the handler's side and the
// connection's coroutine share. Private to the web server.
#pragma once

#include "webui/web_server.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace portolan::webui {

class WebExchange final : public Responder {
public:
    WebExchange(const boost::asio::any_io_executor& executor, std::size_t backlog);

    void respond(Response response) override;
    void write(std::string frame) override;
    void close() override;
    void on_gone(std::function<void()> gone) override;

    // The connection's side. Nothing where no answer came in time.
    boost::asio::awaitable<std::optional<Response>> answer(std::chrono::milliseconds patience);
    // The bytes to write next; empty = the stream is over.
    boost::asio::awaitable<std::string> next();
    // The connection is done with it: from now on all calls do nothing.
    void end();

private:
    void wake();

    std::optional<boost::asio::steady_timer>
        wake_;  // none after end(): the handler may keep us longer than its loop
    std::size_t backlog_;
    std::optional<Response> answer_;
    std::string pending_;
    std::function<void()> gone_;
    bool answered_ = false;
    bool closing_ = false;
};

// Ends the exchange with the connection's coroutine, however that ends.
struct EndOfExchange {
    WebExchange& exchange;
    explicit EndOfExchange(WebExchange& of) : exchange(of) {}
    ~EndOfExchange() { exchange.end(); }
    EndOfExchange(const EndOfExchange&) = delete;
    EndOfExchange& operator=(const EndOfExchange&) = delete;
};

}  // namespace portolan::webui
