// Errors as RFC 9457 problems, and answers as JSON: the only two forms of body that the API gives, but for
// the stream. `web` uses it as well, for what it refuses itself.
#pragma once

#include "appliance/base/result.hpp"
#include "webui/exchange.hpp"

#include <string>

#include <boost/json/fwd.hpp>

namespace portolan::webui {

// `detail` says what is wrong with this request, `remedy` what to do about it; both for a person.
Response problem(int status, std::string_view detail, std::string_view remedy = {});
// 429 with Retry-After.
Response too_many(std::int64_t seconds, std::string_view detail, std::string_view remedy = {});
// bad_input 400, not_found 404, limit 503, else 500.
Response problem(const Error& error);
Response problem(int status, const Error& error);

Response json_answer(int status, const boost::json::object& body);
Response no_content();

// The words of RFC 9110 section 15 for the statuses that we give: "Not Found".
std::string_view reason_phrase(int status);

}  // namespace portolan::webui
