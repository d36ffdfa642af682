// TLS and HTTP/1.1 of the appliance, on a listening socket that somebody else opened: one thread, no store,
// no authority. Files of the page come from memory (asset.hpp); everything under /api/ goes to the handler,
// which answers when it can. What a stranger can make it do is bounded: connections in all and for each
// address, sizes and times of requests, streams, bytes that wait for a slow reader.
//
//     auto server = TRY(WebServer::create(std::move(config), assets, handler));
//     server->run();   // until stop()
#pragma once

#include "appliance/base/result.hpp"
#include "webui/asset.hpp"
#include "webui/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::webui {

struct WebLimits {
    std::size_t connections = 512;
    std::size_t connections_per_address = 64;
    std::size_t streams = 32;
    std::size_t header_bytes = 16'384;
    std::size_t body_bytes = kMostBodyBytes;
    std::size_t stream_backlog = 4U << 20U;  // bytes that wait for one reader; more ends its stream
    // Of the TLS handshake, of a request from its first byte to its last (then 408), and of a write.
    std::chrono::milliseconds patience{15'000};
    std::chrono::milliseconds idle{60'000};    // between two requests of a connection
    std::chrono::milliseconds answer{40'000};  // of the handler; then 503
};

struct Listener {
    int socket = -1;     // bound and listening, TCP or unix; owned by the server from here on
    bool local = false;  // a unix socket: plain HTTP, peers are known by SO_PEERCRED; else TLS
};

struct WebConfig {
    std::vector<Listener> listeners;
    std::string
        certificate_pem;  // chain, own certificate first; both may be empty where all listeners are local
    std::string private_key_pem;
    // HSTS takes away the browser's way past an untrusted certificate: only with one that browsers trust.
    bool strict_transport = false;
    WebLimits limits;
};

// The other end of a request: answer it once; where the answer is a stream, write on. Calls come on the
// server's thread only (post() brings one there), and do nothing when the client has gone.
class Responder {
public:
    virtual ~Responder() = default;
    virtual void respond(Response response) = 0;
    virtual void write(std::string frame) = 0;
    virtual void close() = 0;
    // Called once, when a stream's client is gone or the stream was refused as one too many.
    virtual void on_gone(std::function<void()> gone) = 0;
};

// Kept as long as the answer may come. (shared_ptr: the connection and whoever answers both hold it.)
using WebHandler = std::function<void(Request, std::shared_ptr<Responder>)>;

class WebServer {
public:
    static Result<std::unique_ptr<WebServer>> create(WebConfig config, AssetTable assets, WebHandler handler);
    virtual ~WebServer() = default;

    // Serves on this thread until stop().
    virtual void run() = 0;
    // These two from any thread.
    virtual void stop() = 0;
    virtual void post(std::function<void()> work) = 0;
    // These two on the server's thread, or before run(). `readable` is called whenever the descriptor can be
    // read, until it returns false: the channel to the server role. The descriptor stays the caller's, and
    // open until then.
    virtual void watch(int descriptor, std::function<bool()> readable) = 0;
    virtual void every(std::chrono::milliseconds period, std::function<void()> work) = 0;
};

}  // namespace portolan::webui
