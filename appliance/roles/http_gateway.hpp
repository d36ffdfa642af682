// Requests that `web` hands over, as the API wants them, and answers back; open streams are fed from here.
#pragma once

#include "appliance/roles/peers.hpp"
#include "appliance/roles/server_state.hpp"
#include "webui/api.hpp"

#include <map>
#include <string>

namespace portolan::roles {

class HttpGateway {
public:
    HttpGateway(Listener& listener, ServerState& state, webui::Api& api)
        : listener_(listener), state_(state), api_(api) {}

    void request(const wire::HttpRequest& request, Timestamp now);
    void gone(const wire::HttpGone& gone);
    void web_lost();  // all of its streams are gone
    // Four times a second.
    void tick(const webui::LiveView& view, Timestamp now);

private:
    void respond(std::uint64_t id, const webui::Response& response);
    Listener& listener_;
    ServerState& state_;
    webui::Api& api_;
    std::map<std::uint64_t, std::string> streams_;  // by request id; whose it is
};

}  // namespace portolan::roles
