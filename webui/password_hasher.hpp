// Hashing a password takes half a second and 256 MiB on purpose (Argon2id), so it happens beside the server's
// thread: password_pool.hpp in the appliance, at once in tests.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace portolan::webui {

class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    // Both return false, and never call `done`, where too much work waits already (the API answers 429).
    // `done` comes on the thread that calls the API.
    [[nodiscard]] virtual bool verify(std::string password, std::string hash,
                                      std::function<void(bool matches)> done) = 0;
    // Without value where memory for it was lacking.
    [[nodiscard]] virtual bool hash(std::string password,
                                    std::function<void(std::optional<std::string>)> done) = 0;
};

}  // namespace portolan::webui
