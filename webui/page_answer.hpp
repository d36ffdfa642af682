// What is answered to requests for the page's files, and the headers that every answer carries.
#pragma once

#include "webui/asset.hpp"
#include "webui/exchange.hpp"

#include <string_view>
#include <vector>

namespace portolan::webui {

struct PageAnswer {
    int status = 200;
    std::vector<Header> headers;
    std::string_view body;   // into the table, or static
    std::size_t length = 0;  // of the body that a GET would get; `body` is empty for HEAD
};

// GET and HEAD of the files. Paths of no file are the page's own (it reads them itself): they get index.html.
[[nodiscard]] PageAnswer answer_page(AssetTable assets, std::string_view method, std::string_view target,
                                     std::string_view accept_encoding, std::string_view if_none_match);

// Content-Security-Policy and the like: no script, style or request from elsewhere, in nobody's frame.
[[nodiscard]] std::vector<Header> security_headers(bool strict_transport);

}  // namespace portolan::webui
