// HTTP requests to the running appliance over its unix socket, for the command line: blocking, one at a time.
// Who may do what is decided at the other end, by the credentials of this process.
//
//     ApiClient client("/run/portolan/api.sock");
//     const ApiAnswer answer = TRY(client.get("/api/v1/findings?state=open"));
#pragma once

#include "appliance/base/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::cli {

struct ApiAnswer {
    int status = 0;
    std::string content_type;
    std::string body;  // JSON; a problem (RFC 9457) where status >= 400
};

class ApiClient {
public:
    static constexpr long kPatienceSeconds = 60;           // of one request, from connecting to the last byte
    static constexpr std::size_t kMostBytes = 64U << 20U;  // of an answer

    explicit ApiClient(std::string socket_path);
    ~ApiClient();
    ApiClient(const ApiClient&) = delete;
    ApiClient& operator=(const ApiClient&) = delete;

    // Error io where nobody listens or the connection breaks; any status is an answer.
    [[nodiscard]] Result<ApiAnswer> get(std::string_view target);
    [[nodiscard]] Result<ApiAnswer> post(std::string_view target, std::string_view json);
    [[nodiscard]] Result<ApiAnswer> remove(std::string_view target);  // DELETE
    // GET of /api/v1/stream: `take` gets the bytes as they come, and returns false to stop.
    [[nodiscard]] Result<ApiAnswer> follow(std::string_view target,
                                           std::function<bool(std::string_view)> take);

private:
    struct Handle;
    [[nodiscard]] Result<ApiAnswer> perform(std::string_view method, std::string_view target,
                                            const std::string* body,
                                            std::function<bool(std::string_view)> take);

    std::string socket_path_;
    std::unique_ptr<Handle> handle_;
};

// The error that a problem answer stands for: its detail and remedy.
[[nodiscard]] Error error_of(const ApiAnswer& answer);

}  // namespace portolan::cli
