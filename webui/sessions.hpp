// Who is signed in: 256 random bits in a cookie, of which only a hash is kept, so that a copy of this memory
// opens no session. A session ends after 30 idle minutes, after 12 hours, by signing out, or with its
// account. In memory: a restart of the server signs everybody out.
#pragma once

#include "appliance/base/timestamp.hpp"
#include "webui/user_book.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::webui {

struct SessionLimits {
    std::int64_t idle_seconds = 1'800;
    std::int64_t absolute_seconds = 43'200;
    std::size_t most = 1'000;        // in all; the one unused for longest ends
    std::size_t most_per_user = 20;  // the same
};

struct Session {
    std::string user;
    Role role = Role::viewer;
    Timestamp opened;
    Timestamp used;
};

class Sessions {
public:
    explicit Sessions(const SessionLimits& limits = {}) : limits_(limits) {}

    // A new id, for Set-Cookie alone: 43 characters of base64url. Never the one that a browser brought along,
    // which may be somebody's else (session fixation).
    [[nodiscard]] std::string open(std::string_view user, Role role, Timestamp now);
    // Null where there is none or it has ended; one that is found counts as used now.
    [[nodiscard]] const Session* use(std::string_view id, Timestamp now);
    void close(std::string_view id);
    // All of a user but the one with id `except`.
    void close_all_of(std::string_view user, std::string_view except = {});

    // The token that each change of this session must carry. Made from the id, so that nothing more is kept.
    [[nodiscard]] static std::string csrf_token(std::string_view id);
    // Stands for an id where the id itself must not be kept.
    [[nodiscard]] static std::string key_of(std::string_view id);
    // Does not count as use: an open stream alone keeps nobody signed in.
    [[nodiscard]] bool lives(std::string_view key, Timestamp now) const;
    // When it ends if it is not used any more.
    [[nodiscard]] Timestamp expires(const Session& session) const;
    [[nodiscard]] std::size_t count() const { return by_key_.size(); }

private:
    [[nodiscard]] bool ended(const Session& session, Timestamp now) const;
    void make_room(std::string_view user, Timestamp now);

    SessionLimits limits_;
    std::map<std::string, Session, std::less<>> by_key_;
};

// True without telling by its duration where two texts differ.
[[nodiscard]] bool same_secret(std::string_view left, std::string_view right);

}  // namespace portolan::webui
