// The files of the page, as they stand in the binary (webui/CMakeLists.txt puts them there).
#pragma once

#include <span>
#include <string_view>

namespace portolan::webui {

struct Asset {
    std::string_view path;  // "/assets/index-3f2a.js"; "/" is "/index.html"
    std::string_view type;  // "text/javascript; charset=utf-8"
    std::string_view etag;  // of the content, without quotes: "3f2a9c01b7de"
    std::string_view plain;
    std::string_view brotli;  // empty where there is none
    bool immutable = false;   // its name changes with its content: cached for a year
};

using AssetTable = std::span<const Asset>;  // sorted by path

[[nodiscard]] const Asset* find_asset(AssetTable assets, std::string_view path);

// True where an Accept-Encoding header takes brotli: `br` named with a weight above 0 (RFC 9110
// section 12.5.3).
[[nodiscard]] bool takes_brotli(std::string_view accept_encoding);

// The page of this build; one that says so where it was built without (PORTOLAN_UI=OFF).
[[nodiscard]] AssetTable embedded_assets();

}  // namespace portolan::webui
