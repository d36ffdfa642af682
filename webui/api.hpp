// The HTTP API under /api/v1 (webui/openapi.yaml): request in, response out; no sockets, no files, no clock
// of its own. It checks who asks, what they may (access.hpp) and every byte of the request; LiveView does the
// rest.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "webui/attestation_book.hpp"
#include "webui/event_stream.hpp"
#include "webui/exchange.hpp"
#include "webui/live_view.hpp"
#include "webui/login_guard.hpp"
#include "webui/password_hasher.hpp"
#include "webui/sessions.hpp"
#include "webui/user_book.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace portolan::webui {

struct ApiState;

struct ApiParts {
    LiveView& view;
    UserBook& users;
    PasswordHasher& hasher;
    const EventStream& stream;
    AttestationBook& attestations;
};

class Api {
public:
    using Respond = std::function<void(Response)>;

    explicit Api(const ApiParts& parts);
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // `respond` is called once: before this returns for all but what hashes a password, applies, disarms or
    // asks of readiness. Not at all if the Api is gone first.
    void handle(const Request& request, Timestamp now, Respond respond);

    // False when the session of an open stream (Response::stream_key) has ended: close that stream.
    [[nodiscard]] bool may_go_on(std::string_view stream_key, Timestamp now) const;

private:
    std::shared_ptr<ApiState> state_;  // shared with work in flight, which may outlive us
};

}  // namespace portolan::webui
