#include "appliance/cli/api_answer.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostPages = 200;  // of 500 rows

}  // namespace

Result<json::object> object_of(const ApiAnswer& answer) {
    if (answer.status >= 400) return tl::unexpected(error_of(answer));
    boost::system::error_code error;
    json::value value = json::parse(answer.body, error);
    if (error || !value.is_object())
        return fail(ErrorCode::io, "the appliance answered something else than JSON");
    return std::move(value.as_object());
}

Result<json::object> whole_list(ApiClient& client, const std::string& target) {
    json::object out;
    std::string cursor;
    for (std::size_t page = 0; page < kMostPages; ++page) {
        const char joint = target.find('?') == std::string::npos ? '?' : '&';
        json::object answer = TRY(object_of(TRY(client.get(
            fmt::format("{}{}limit=500{}", target, joint, cursor.empty() ? "" : "&cursor=" + cursor)))));
        if (out.empty()) {
            out = answer;
        } else {
            for (json::value& item : answer["items"].as_array())
                out["items"].as_array().push_back(std::move(item));
        }
        const json::value* next = answer.if_contains("next");
        if (next == nullptr || !next->is_string()) break;
        cursor = next->as_string().c_str();
    }
    out["next"] = nullptr;
    return out;
}

std::string cell(const json::object& row, std::string_view key) {
    const json::value* value = row.if_contains(key);
    if (value == nullptr || value->is_null()) return "";
    if (value->is_string()) return std::string(value->as_string());
    if (!value->is_array()) return json::serialize(*value);
    std::string out;
    for (const json::value& each : value->as_array())
        out += (out.empty() ? "" : " ") +
               (each.is_string() ? std::string(each.as_string()) : json::serialize(each));
    return out;
}

}  // namespace portolan::cli
