#include "webui/problem.hpp"

#include "appliance/report/foreign_text.hpp"
#include "appliance/report/json_rows.hpp"
#include "webui/search_text.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace portolan::webui {
namespace {

namespace json = boost::json;

struct StatusWord {
    int status;
    std::string_view title;
    std::string_view word;  // urn:portolan:problem:WORD
};
constexpr std::array kStatuses = {
    StatusWord{200, "OK", ""},
    StatusWord{201, "Created", ""},
    StatusWord{204, "No Content", ""},
    StatusWord{304, "Not Modified", ""},
    StatusWord{400, "Bad Request", "bad-request"},
    StatusWord{401, "Unauthorized", "not-signed-in"},
    StatusWord{403, "Forbidden", "forbidden"},
    StatusWord{404, "Not Found", "not-found"},
    StatusWord{405, "Method Not Allowed", "method"},
    StatusWord{408, "Request Timeout", "timeout"},
    StatusWord{409, "Conflict", "conflict"},
    StatusWord{413, "Content Too Large", "too-large"},
    StatusWord{415, "Unsupported Media Type", "media-type"},
    StatusWord{422, "Unprocessable Content", "not-accepted"},
    StatusWord{429, "Too Many Requests", "too-many"},
    StatusWord{431, "Request Header Fields Too Large", "header-too-large"},
    StatusWord{500, "Internal Server Error", "internal"},
    StatusWord{503, "Service Unavailable", "unavailable"},
    StatusWord{505, "HTTP Version Not Supported", "version"},
};
constexpr StatusWord kOther = {500, "Error", "internal"};

// Texts of a problem repeat parts of the request: bounded, whatever came in.
constexpr std::size_t kMostText = 2'048;

const StatusWord& row_of(int status) {
    const auto* found = std::ranges::find(kStatuses, status, &StatusWord::status);
    return found == kStatuses.end() ? kOther : *found;
}

Response with_body(int status, std::string_view type, const json::object& body) {
    Response response;
    response.status = status;
    response.headers = {{"Content-Type", std::string(type)}, {"Cache-Control", "no-store"}};
    response.body = report::printable_json(body) + "\n";
    return response;
}

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::bad_input:
            return 400;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::limit:
            return 503;
        case ErrorCode::io:
        case ErrorCode::unsupported:
            break;
    }
    return 500;
}

}  // namespace

Response problem(int status, std::string_view detail, std::string_view remedy) {
    const StatusWord& row = row_of(status);
    return with_body(status, "application/problem+json",
                     {{"type", "urn:portolan:problem:" + std::string(row.word)},
                      {"title", row.title},
                      {"status", status},
                      {"detail", report::shown(detail, kMostText)},
                      {"remedy", report::shown(remedy, kMostText)}});
}

Response too_many(std::int64_t seconds, std::string_view detail, std::string_view remedy) {
    Response response = problem(429, detail, remedy);
    response.headers.push_back({"Retry-After", std::to_string(seconds)});
    return response;
}

Response problem(const Error& error) {
    return problem(status_of(error.code), error);
}

Response problem(int status, const Error& error) {
    return problem(status, error.where.empty() ? error.message : error.where + ": " + error.message,
                   error.remedy);
}

Response json_answer(int status, const json::object& body) {
    return with_body(status, "application/json", body);
}

Response no_content() {
    Response response;
    response.status = 204;
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

std::string_view reason_phrase(int status) {
    return row_of(status).title;
}

std::string_view Response::header(std::string_view name) const {
    for (const Header& header : headers)
        if (equals_folded(header.name, name)) return header.value;
    return {};
}

}  // namespace portolan::webui
