#include "webui/sessions.hpp"

#include "appliance/base/sha256.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace portolan::webui {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kIdBytes = 32;
constexpr std::size_t kMostIdCharacters = 64;

std::string base64url(const unsigned char* bytes, std::size_t size) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_encoded_len(size, variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes, size, variant);
    out.pop_back();  // the terminating zero
    return out;
}

}  // namespace

std::string Sessions::open(std::string_view user, Role role, Timestamp now) {
    make_room(user, now);
    std::array<unsigned char, kIdBytes> random{};
    randombytes_buf(random.data(), random.size());
    std::string id = base64url(random.data(), random.size());
    by_key_[key_of(id)] = Session{std::string(user), role, now, now};
    return id;
}

const Session* Sessions::use(std::string_view id, Timestamp now) {
    if (id.empty() || id.size() > kMostIdCharacters) return nullptr;
    const auto found = by_key_.find(key_of(id));
    if (found == by_key_.end()) return nullptr;
    if (ended(found->second, now)) {
        by_key_.erase(found);
        return nullptr;
    }
    found->second.used = std::max(found->second.used, now);
    return &found->second;
}

void Sessions::close(std::string_view id) {
    by_key_.erase(key_of(id));
}

void Sessions::close_all_of(std::string_view user, std::string_view except) {
    const std::string kept = except.empty() ? std::string() : key_of(except);
    std::erase_if(by_key_,
                  [&](const auto& entry) { return entry.second.user == user && entry.first != kept; });
}

std::string Sessions::csrf_token(std::string_view id) {
    constexpr std::string_view purpose = "portolan csrf token";
    std::array<unsigned char, kIdBytes> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(id.data()), id.size(),
                       reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
    return base64url(hash.data(), hash.size());
}

std::string Sessions::key_of(std::string_view id) {
    return sha256_hex(id);
}

bool Sessions::lives(std::string_view key, Timestamp now) const {
    const auto found = by_key_.find(key);
    return found != by_key_.end() && !ended(found->second, now);
}

Timestamp Sessions::expires(const Session& session) const {
    return {std::min(session.used.nanoseconds + limits_.idle_seconds * kSecond,
                     session.opened.nanoseconds + limits_.absolute_seconds * kSecond)};
}

bool Sessions::ended(const Session& session, Timestamp now) const {
    return now >= expires(session);
}

void Sessions::make_room(std::string_view user, Timestamp now) {
    std::erase_if(by_key_, [&](const auto& entry) { return ended(entry.second, now); });
    const auto drop_oldest = [&](auto counts) {
        auto oldest = by_key_.end();
        for (auto at = by_key_.begin(); at != by_key_.end(); ++at)
            if (counts(at->second) && (oldest == by_key_.end() || at->second.used < oldest->second.used))
                oldest = at;
        if (oldest != by_key_.end()) by_key_.erase(oldest);
    };
    const auto of_user = [user](const Session& session) { return session.user == user; };
    const auto theirs =
        std::ranges::count_if(by_key_, [&](const auto& entry) { return of_user(entry.second); });
    if (static_cast<std::size_t>(theirs) >= limits_.most_per_user) drop_oldest(of_user);
    if (by_key_.size() >= limits_.most) drop_oldest([](const Session&) { return true; });
}

bool same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace portolan::webui
