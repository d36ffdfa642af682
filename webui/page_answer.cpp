#include "webui/page_answer.hpp"

#include <string>

namespace portolan::webui {
namespace {

// The pages are built for it (webui/app/README.md), and their tests run under it.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

PageAnswer plain(int status, std::string_view text) {
    PageAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
    answer.body = text;
    answer.length = text.size();
    return answer;
}

// If-None-Match compares weakly (RFC 9110 section 13.1.2); our tags hold neither comma nor quote.
bool is_known(std::string_view if_none_match, std::string_view etag) {
    return if_none_match == "*" || (!etag.empty() && if_none_match.find(etag) != std::string_view::npos);
}

}  // namespace

PageAnswer answer_page(AssetTable assets, std::string_view method, std::string_view target,
                       std::string_view accept_encoding, std::string_view if_none_match) {
    if (method != "GET" && method != "HEAD") {
        PageAnswer answer = plain(405, "Method not allowed\n");
        answer.headers.push_back({"Allow", "GET, HEAD"});
        return answer;
    }
    const std::string_view path = target.substr(0, target.find('?'));
    const Asset* asset = find_asset(assets, path);
    if (asset == nullptr && !path.starts_with("/assets/")) asset = find_asset(assets, "/index.html");
    if (asset == nullptr) return plain(404, "Not found\n");

    const bool brotli = !asset->brotli.empty() && takes_brotli(accept_encoding);
    // Two forms of one file are two representations: each has a tag of its own.
    const std::string etag = "\"" + std::string(asset->etag) + (brotli ? ".br\"" : "\"");
    PageAnswer answer;
    answer.headers = {
        {"Content-Type", std::string(asset->type)},
        {"Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache"},
        {"ETag", etag},
        {"Vary", "Accept-Encoding"}};
    if (is_known(if_none_match, etag)) {
        answer.status = 304;
        return answer;
    }
    if (brotli) answer.headers.push_back({"Content-Encoding", "br"});
    const std::string_view content = brotli ? asset->brotli : asset->plain;
    answer.length = content.size();
    if (method == "GET") answer.body = content;
    return answer;
}

std::vector<Header> security_headers(bool strict_transport) {
    std::vector<Header> headers = {{"Content-Security-Policy", std::string(kContentSecurityPolicy)},
                                   {"X-Content-Type-Options", "nosniff"},
                                   {"Referrer-Policy", "no-referrer"},
                                   {"Cross-Origin-Opener-Policy", "same-origin"},
                                   {"Cross-Origin-Resource-Policy", "same-origin"},
                                   {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"}};
    if (strict_transport) headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
    return headers;
}

}  // namespace portolan::webui
