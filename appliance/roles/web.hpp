// The role `web`: TLS, HTTP and the pages on sockets it was given; every request of the API goes as a message
// to `server`, and the answer back. It has no store and no authority, and while the server is away it says so
// (503).
//     portolan role web --run FOLDER --certificate FILE [--page-socket FD --api-socket FD]
// Without the two it takes those of a service manager (inherited_sockets.hpp).
#pragma once

#include "appliance/base/result.hpp"
#include "webui/web_server.hpp"

#include <functional>
#include <string>

namespace portolan::roles {

struct WebOptions {
    std::string server;       // the server's socket
    std::string certificate;  // file with key and certificate (webui/certificate.hpp)
    int page_socket = -1;     // listening, TCP
    int api_socket = -1;      // listening, unix
};

// Takes this role's rights and serves until the process is ended.
Result<void> run_web(const WebOptions& options);

// The same without taking rights, until `stop` is called: for tests.
Result<void> serve_web(const WebOptions& options, const std::function<void(webui::WebServer&)>& started);

}  // namespace portolan::roles
