#include "profiles/json_place.hpp"

#include <algorithm>

#include <boost/json/stream_parser.hpp>
#include <fmt/format.h>

namespace portolan::profiles {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostDepth = 32;    // a MUD file has ten; a bomb has thousands
constexpr std::size_t kMostText = 1'000;  // names and addresses of the Internet are shorter

std::string place_in(std::string_view text, std::size_t at, const std::string& file) {
    at = std::min(at, text.size());
    const std::string_view before = text.substr(0, at);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t begin = before.rfind('\n');
    const std::size_t column = at - (begin == std::string_view::npos ? 0 : begin + 1) + 1;
    return fmt::format("{}:{}:{}", file, line, column);
}

// RFC 6901 section 3; what a terminal must not get is shown as a question mark.
std::string step(std::string_view key) {
    std::string out;
    for (const char c : key.substr(0, 64)) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c >= ' ' && c < 0x7F ? c : '?';
    }
    return out;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const std::string& file, std::size_t most_bytes) {
    if (text.size() > most_bytes)
        return fail(ErrorCode::limit, fmt::format("holds more than {} bytes", most_bytes), file,
                    "is it the right file?");
    json::parse_options options;
    options.max_depth = kMostDepth;
    json::stream_parser parser({}, options);
    json::error_code error;
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (error)
        return fail(ErrorCode::bad_input, "is no JSON: " + error.message(), place_in(text, read, file),
                    "mend it there");
    const bool more = text.find_first_not_of(" \t\r\n", read) != std::string_view::npos;
    if (more)
        return fail(ErrorCode::bad_input, "goes on after its end", place_in(text, read, file),
                    "remove what follows");
    parser.finish(error);
    if (error)
        return fail(ErrorCode::bad_input, "is no JSON: " + error.message(), place_in(text, text.size(), file),
                    "it ends too early");
    return parser.release();
}

Failure JsonPlace::error(std::string message, std::string remedy) const {
    return fail(ErrorCode::bad_input, std::move(message), pointer_.empty() ? file_ : file_ + ":" + pointer_,
                std::move(remedy));
}

Result<std::optional<JsonPlace>> JsonPlace::find(std::string_view key) const {
    const json::object* object = value_->if_object();
    if (object == nullptr) return error("is no object", "write { ... }");
    const auto at = object->find(json::string_view(key.data(), key.size()));
    if (at == object->end()) return std::optional<JsonPlace>();
    return std::optional<JsonPlace>(JsonPlace(at->value(), file_, pointer_ + "/" + step(key)));
}

Result<JsonPlace> JsonPlace::need(std::string_view key) const {
    const std::optional<JsonPlace> found = TRY(find(key));
    if (!found) return error(fmt::format("'{}' is missing", key), "add it (RFC 8520)");
    return *found;
}

Result<std::vector<JsonPlace>> JsonPlace::items() const {
    const json::array* array = value_->if_array();
    if (array == nullptr) return error("is no list", "write [ ... ]");
    std::vector<JsonPlace> out;
    for (std::size_t i = 0; i < array->size(); ++i)
        out.emplace_back((*array)[i], file_, fmt::format("{}/{}", pointer_, i));
    return out;
}

Result<std::vector<std::string>> JsonPlace::keys() const {
    const json::object* object = value_->if_object();
    if (object == nullptr) return error("is no object", "write { ... }");
    std::vector<std::string> out;
    for (const json::key_value_pair& pair : *object)
        out.emplace_back(pair.key());
    return out;
}

Result<std::string> JsonPlace::text() const {
    const json::string* string = value_->if_string();
    if (string == nullptr) return error("is no text", "write it in quotes");
    if (string->size() > kMostText)
        return error(fmt::format("is longer than {} bytes", kMostText), "shorten it");
    return std::string(*string);
}

Result<std::uint64_t> JsonPlace::number(std::uint64_t most) const {
    json::error_code error_code;
    const auto number = value_->to_number<std::uint64_t>(error_code);
    if (error_code || number > most)
        return error(fmt::format("is no number from 0 to {}", most), "mend the number");
    return number;
}

}  // namespace portolan::profiles
