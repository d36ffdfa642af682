#include "appliance/cli/api_client.hpp"

#include <curl/curl.h>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace portolan::cli {
namespace {

using ListPtr = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Receiver {
    std::string body;
    std::function<bool(std::string_view)> take;
    bool stopped = false;
    bool too_long = false;
};

// Called by libcurl; a return value other than the size ends the transfer.
std::size_t receive(char* data, std::size_t, std::size_t size, void* to) {
    Receiver& receiver = *static_cast<Receiver*>(to);
    if (receiver.take) {
        receiver.stopped = !receiver.take(std::string_view(data, size));
        return receiver.stopped ? 0 : size;
    }
    receiver.too_long = receiver.body.size() + size > ApiClient::kMostBytes;
    if (receiver.too_long) return 0;
    receiver.body.append(data, size);
    return size;
}

std::string text_at(const boost::json::value& value, std::string_view name) {
    const boost::json::value* member = value.is_object() ? value.get_object().if_contains(name) : nullptr;
    const boost::json::string* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

}  // namespace

struct ApiClient::Handle {
    CURL* curl = nullptr;
};

ApiClient::ApiClient(std::string socket_path)
    : socket_path_(std::move(socket_path)), handle_(std::make_unique<Handle>()) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready == CURLE_OK) handle_->curl = curl_easy_init();
}

ApiClient::~ApiClient() {
    curl_easy_cleanup(handle_->curl);
}

Result<ApiAnswer> ApiClient::get(std::string_view target) {
    return perform("GET", target, nullptr, nullptr);
}

Result<ApiAnswer> ApiClient::post(std::string_view target, std::string_view json) {
    const std::string body(json);
    return perform("POST", target, &body, nullptr);
}

Result<ApiAnswer> ApiClient::remove(std::string_view target) {
    return perform("DELETE", target, nullptr, nullptr);
}

Result<ApiAnswer> ApiClient::follow(std::string_view target, std::function<bool(std::string_view)> take) {
    return perform("GET", target, nullptr, std::move(take));
}

Result<ApiAnswer> ApiClient::perform(std::string_view method, std::string_view target,
                                     const std::string* body, std::function<bool(std::string_view)> take) {
    CURL* curl = handle_->curl;
    if (curl == nullptr) return fail(ErrorCode::io, "libcurl can't be started");
    curl_easy_reset(curl);
    const std::string url = "http://portolan" + std::string(target);
    const std::string verb(method);
    const bool streams = static_cast<bool>(take);
    Receiver receiver{{}, std::move(take)};
    const ListPtr headers(curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    // "@name" is an abstract socket: the lab's, which no crash leaves behind.
    const bool abstract = socket_path_.starts_with('@');
    curl_easy_setopt(curl, abstract ? CURLOPT_ABSTRACT_UNIX_SOCKET : CURLOPT_UNIX_SOCKET_PATH,
                     socket_path_.c_str() + (abstract ? 1 : 0));
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (!streams) curl_easy_setopt(curl, CURLOPT_TIMEOUT, kPatienceSeconds);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    if (body != nullptr) {
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb.c_str());
    const CURLcode code = curl_easy_perform(curl);
    if (receiver.too_long) return fail(ErrorCode::limit, "the answer is larger than 64 MiB", socket_path_);
    if (code != CURLE_OK && !receiver.stopped)
        return fail(ErrorCode::io, fmt::format("no answer from the appliance: {}", curl_easy_strerror(code)),
                    socket_path_, "is it running? `portolan up` starts it");
    ApiAnswer answer;
    long status = 0;
    const char* type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    answer.status = static_cast<int>(status);
    answer.content_type = type == nullptr ? "" : type;
    answer.body = std::move(receiver.body);
    return answer;
}

Error error_of(const ApiAnswer& answer) {
    boost::system::error_code error;
    const boost::json::value problem = boost::json::parse(answer.body, error);
    std::string detail = error ? std::string() : text_at(problem, "detail");
    if (detail.empty()) detail = fmt::format("the appliance answered with status {}", answer.status);
    return {answer.status >= 500 ? ErrorCode::io : ErrorCode::bad_input,
            std::move(detail),
            {},
            error ? std::string() : text_at(problem, "remedy")};
}

}  // namespace portolan::cli
