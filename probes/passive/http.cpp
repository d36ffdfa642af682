#include "probes/passive/http.hpp"

#include "appliance/base/address.hpp"
#include "appliance/base/dns_name.hpp"
#include "appliance/base/glob.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr std::size_t kLongestMethod = 20;  // IANA's longest is UPDATEREDIRECTREF
constexpr std::size_t kMostPath = 256;      // bytes kept of an undocumented path

bool is_method_byte(char c) {
    return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}
bool is_target_byte(char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
}

bool is_method(std::string_view text) {
    return !text.empty() && text.size() <= kLongestMethod &&
           std::all_of(text.begin(), text.end(), is_method_byte);
}

// Whether a line that is not finished may become a request line.
bool may_become(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (!is_method(text.substr(0, space))) return false;
    const auto is_line_byte = [](char c) { return is_target_byte(c) || c == ' '; };
    return space == std::string_view::npos ||
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(space), text.end(), is_line_byte);
}

std::string_view without_cr(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return lower(x) == lower(y);
    });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// Where "scheme://authority" of an absolute-form target ends; 0 for any other form.
std::size_t absolute_prefix(std::string_view target) {
    const std::size_t colon = target.find("://");
    if (target.starts_with('/') || colon == std::string_view::npos) return 0;
    return std::min(target.size(), target.find_first_of("/?#", colon + 3));
}

// Authority of absolute-form and authority-form (CONNECT) targets: it beats the Host header (RFC 9112
// section 3.2.2).
std::string_view target_authority(const HttpRequest& request) {
    if (request.method == "CONNECT") return request.target;
    const std::size_t end = absolute_prefix(request.target);
    if (end == 0) return {};
    const std::size_t begin = request.target.find("://") + 3;
    return request.target.substr(begin, end - begin);
}

std::string_view without_user(std::string_view authority) {
    const std::size_t at = authority.rfind('@');
    return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

// Bytes that are no text become dots: what is kept is shown on terminals and sent to log collectors.
std::string kept_path(std::string_view target) {
    std::string path(target.substr(0, std::min(target.find_first_of("?;#"), kMostPath)));
    std::replace_if(
        path.begin(), path.end(), [](char c) { return c <= ' ' || c > '~'; }, '.');
    return path;
}

void find_host(std::string_view headers, HttpRequest& request) {
    while (true) {
        const std::size_t end = headers.find('\n');
        if (end == std::string_view::npos) return;
        const std::string_view line = without_cr(headers.substr(0, end));
        headers.remove_prefix(end + 1);
        request.complete = line.empty();
        if (request.complete) return;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !equal_ignoring_case(line.substr(0, colon), "host")) continue;
        request.authority = trimmed(line.substr(colon + 1));
        request.complete = true;
        return;
    }
}

}  // namespace

std::optional<HttpRequest> parse_http_request(Bytes stream) {
    const std::string_view text = as_text(stream);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
        return may_become(without_cr(text)) ? std::optional<HttpRequest>(HttpRequest{}) : std::nullopt;
    const std::string_view line = without_cr(text.substr(0, end));
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    HttpRequest request;
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    request.http2 = request.method == "PRI" && version == "HTTP/2.0";
    if (!is_method(request.method) || (version != "HTTP/1.1" && version != "HTTP/1.0" && !request.http2))
        return std::nullopt;
    if (request.target.empty() || !std::all_of(request.target.begin(), request.target.end(), is_target_byte))
        return std::nullopt;
    request.authority = target_authority(request);
    request.complete = !request.authority.empty() || request.http2;
    if (!request.complete) find_host(text.substr(end + 1), request);
    return request;
}

bool is_http_response(Bytes stream) {
    return as_text(stream).starts_with("HTTP/1.");
}

std::string http_host(std::string_view authority) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    if (authority.starts_with('[')) {
        const Result<Address> literal = Address::parse(authority.substr(1, authority.find(']') - 1));
        return literal ? literal->text() : std::string();
    }
    const std::string_view host = authority.substr(0, authority.find(':'));
    const Result<Address> literal = Address::parse(host);
    return literal ? literal->text() : normalise_name(host).value_or(std::string());
}

std::string released_request(const HttpRequest& request, std::span<const std::string> patterns) {
    const std::string method = std::string(request.method) + ' ';
    if (request.method == "CONNECT") return method + kept_path(without_user(request.target));
    std::string_view target = request.target.substr(absolute_prefix(request.target));
    const std::string origin =
        target.starts_with('/') || target == "*" ? std::string(target) : '/' + std::string(target);
    for (const std::string& pattern : patterns)
        if (glob_match(pattern, method + origin) || glob_match(pattern, method + std::string(request.target)))
            return pattern;
    return method + kept_path(origin);
}

}  // namespace portolan::passive
