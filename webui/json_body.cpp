#include "webui/json_body.hpp"

#include "webui/search_text.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::webui {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostDepth = 8;

tl::unexpected<Response> refused(int status, std::string_view detail, std::string_view remedy) {
    return tl::unexpected(problem(status, detail, remedy));
}

bool is_json(std::string_view content_type) {
    std::string_view type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return equals_folded(type, "application/json");
}

std::string joined(std::initializer_list<std::string_view> members) {
    std::string out = "known here:";
    for (const std::string_view member : members)
        out += " " + std::string(member);
    return out;
}

}  // namespace

Accepted<json::object> json_body(const Request& request, std::initializer_list<std::string_view> members) {
    if (request.body.size() > kMostBodyBytes)
        return refused(413, "the body is larger than 1 MiB", "send less");
    if (!is_json(request.content_type))
        return refused(415, "the body is not said to be JSON", "send Content-Type: application/json");
    json::parse_options options;
    options.max_depth = kMostDepth;
    boost::system::error_code error;
    json::value value = json::parse(request.body, error, {}, options);
    if (error) return refused(400, "the body is no JSON: " + error.message(), "send one JSON object");
    if (!value.is_object()) return refused(400, "the body is no JSON object", "send one JSON object");
    for (const auto& member : value.get_object())
        if (std::ranges::find(members, std::string_view(member.key())) == members.end())
            return refused(400, "unknown member '" + std::string(member.key()) + "'", joined(members));
    return std::move(value.get_object());
}

Accepted<std::string> text_member(const json::object& body, std::string_view name, std::size_t fewest,
                                  std::size_t most) {
    const json::value* value = body.if_contains(name);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    if (text == nullptr || text->size() < fewest || text->size() > most)
        return refused(400,
                       fmt::format("'{}' is not there, or no text of {} to {} bytes", name, fewest, most),
                       fmt::format("give \"{}\" as text", name));
    return std::string(*text);
}

}  // namespace portolan::webui
