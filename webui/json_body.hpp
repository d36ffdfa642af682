// The JSON object that a request brings: UTF-8, at most 8 levels deep, no member that its route does not
// know. Private to the API.
#pragma once

#include "webui/exchange.hpp"
#include "webui/problem.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>
#include <tl/expected.hpp>

namespace portolan::webui {

// The other side is the response to give: 400, 413 or 415.
template <typename T>
using Accepted = tl::expected<T, Response>;

Accepted<boost::json::object> json_body(const Request& request,
                                        std::initializer_list<std::string_view> members);

// A member that must be a text of `fewest` to `most` bytes.
Accepted<std::string> text_member(const boost::json::object& body, std::string_view name, std::size_t fewest,
                                  std::size_t most);

}  // namespace portolan::webui
