// In place of the pages, in a build without node (PORTOLAN_UI=OFF).
#include "webui/asset.hpp"

#include <array>

namespace portolan::webui {
namespace {

constexpr std::string_view kPage =
    "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Portolan</title></head>\n"
    "<body><h1>Portolan</h1><p>The pages were not built into this program: configure with PORTOLAN_UI=ON. "
    "The API is "
    "at <code>/api/v1</code>.</p></body>\n</html>\n";

constexpr std::array kAssets = {
    Asset{"/index.html", "text/html; charset=utf-8", "without-pages", kPage, "", false}};

}  // namespace

AssetTable embedded_assets() {
    return kAssets;
}

}  // namespace portolan::webui
