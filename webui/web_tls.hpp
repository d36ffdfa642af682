// TLS of the web server: 1.2 and 1.3, forward secrecy, HTTP/1.1 by ALPN (RFC 7301).
#pragma once

#include "appliance/base/result.hpp"
#include "webui/web_server.hpp"

#include <boost/asio/ssl/context.hpp>

namespace portolan::webui {

Result<void> set_up_tls(boost::asio::ssl::context& tls, const WebConfig& config);

}  // namespace portolan::webui
