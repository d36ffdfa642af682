#include "appliance/roles/http_gateway.hpp"

#include "appliance/privilege/rights.hpp"

#include <algorithm>
#include <array>
#include <grp.h>
#include <pwd.h>

namespace portolan::roles {
namespace {

constexpr const char* kAdminGroup = "portolan-admin";

bool in_admin_group(std::uint32_t uid, std::uint32_t gid) {
    std::array<char, 16'384> room{};
    group entry{};
    group* found = nullptr;
    if (getgrnam_r(kAdminGroup, &entry, room.data(), room.size(), &found) != 0 || found == nullptr)
        return false;
    if (found->gr_gid == gid) return true;
    std::array<char, 4096> user_room{};
    passwd user{};
    passwd* named = nullptr;
    if (getpwuid_r(uid, &user, user_room.data(), user_room.size(), &named) != 0 || named == nullptr)
        return false;
    for (char** member = found->gr_mem; *member != nullptr; ++member)
        if (std::string_view(*member) == named->pw_name) return true;
    return false;
}

webui::Request request_of(const wire::HttpRequest& from) {
    webui::Request out;
    out.method = from.method;
    out.target = from.target;
    out.peer = from.peer;
    out.body = from.body;
    out.local = from.local;
    if (from.local) {
        const bool own = privilege::role_of_uid(from.uid) != nullptr;
        out.credentials = {from.uid, from.gid, !own && (from.uid == 0 || in_admin_group(from.uid, from.gid))};
    }
    const std::array<std::pair<std::string_view, std::string*>, 8> fields = {
        {{"cookie", &out.cookie},
         {"x-csrf-token", &out.csrf_token},
         {"sec-fetch-site", &out.sec_fetch_site},
         {"origin", &out.origin},
         {"host", &out.host},
         {"content-type", &out.content_type},
         {"if-none-match", &out.if_none_match},
         {"last-event-id", &out.last_event_id}}};
    for (const auto& [name, value] : from.headers)
        for (const auto& [known, field] : fields)
            if (name == known) *field = value;
    return out;
}

}  // namespace

void HttpGateway::request(const wire::HttpRequest& request, Timestamp now) {
    api_.handle(request_of(request), now,
                [this, id = request.id](const webui::Response& response) { respond(id, response); });
}

void HttpGateway::respond(std::uint64_t id, const webui::Response& response) {
    wire::HttpResponse out;
    out.id = id;
    out.status = static_cast<std::uint16_t>(response.status);
    for (const webui::Header& header : response.headers)
        out.headers.emplace_back(header.name, header.value);
    out.body = response.body;
    out.stream = response.stream;
    if (response.stream) streams_[id] = response.stream_key;
    state_.streams = streams_.size();
    listener_.send("web", wire::Kind::http_response, out);
}

void HttpGateway::gone(const wire::HttpGone& gone) {
    streams_.erase(gone.id);
    state_.streams = streams_.size();
}

void HttpGateway::web_lost() {
    streams_.clear();
    state_.streams = 0;
}

void HttpGateway::tick(const webui::LiveView& view, Timestamp now) {
    std::vector<std::uint64_t> ended;
    for (const auto& [id, key] : streams_)
        if (!api_.may_go_on(key, now)) ended.push_back(id);
    for (const std::uint64_t id : ended) {
        listener_.send("web", wire::Kind::http_frame, wire::HttpFrame{id, "", true});
        gone({id});
    }
    const std::string bytes = state_.stream.tick(view, now);
    if (bytes.empty()) return;
    const std::map<std::uint64_t, std::string> open = streams_;  // a send may end them all
    for (const auto& [id, key] : open)
        listener_.send("web", wire::Kind::http_frame, wire::HttpFrame{id, bytes, false});
}

}  // namespace portolan::roles
