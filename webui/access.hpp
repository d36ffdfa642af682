// Who asks, whether they may, and whether the request comes from the appliance's own pages: every request
// passes here before a route sees it.
#pragma once

#include "webui/route.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace portolan::webui {

inline constexpr std::string_view kCookieName = "__Host-sid";
inline constexpr std::string_view kLocalStreamKey = "local";

// The response that refuses the request; else nothing, and `who` is filled in.
//   401 no session; 403 the role may not, or cross-site: a request that changes something needs
//   `Sec-Fetch-Site: same-origin` (without that header: an Origin equal to the host) and, but for signing in,
//   the session's token in X-CSRF-Token. The unix socket knows peers by their credentials and asks neither.
[[nodiscard]] std::optional<Response> refuse(const Request& request, Timestamp now, const Route& route,
                                             ApiState& state, Identity& who);

// The session id of a Cookie header; empty where there is none, or more than one.
[[nodiscard]] std::string session_id(std::string_view cookie);
[[nodiscard]] std::string cookie_of(std::string_view id);  // value of Set-Cookie
[[nodiscard]] std::string cookie_removal();

}  // namespace portolan::webui
