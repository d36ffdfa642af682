// The API with a hostile client: target, query, cookie and body. The first line of the input says who asks
// and how: "METHOD target", then lines "name: value" of header fields, an empty line and the body.
#include "tests/fuzz/require.hpp"
#include "webui/test_client.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using portolan::webui::Request;

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

void set_field(Request& request, std::string_view name, std::string_view value) {
    if (name == "cookie") request.cookie += value;
    if (name == "csrf") request.csrf_token = value;
    if (name == "site") request.sec_fetch_site = value;
    if (name == "origin") request.origin = value;
    if (name == "type") request.content_type = value;
    if (name == "last") request.last_event_id = value;
    if (name == "local") request.local = request.credentials.administrator = true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    webui::TestClient client;
    client.sign_in("ana");
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string_view first = take_line(rest);
    const std::size_t space = first.find(' ');
    Request request = client.request(first.substr(0, space), "", "");
    request.target = space == std::string_view::npos ? "" : first.substr(space + 1);
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) break;
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos)
            set_field(request, line.substr(0, colon), line.substr(colon + 2));
    }
    request.body = rest;
    const webui::Response response = client.handle(request);
    fuzz::require(response.status >= 200 && response.status < 600 && response.status != 500);
    fuzz::require(response.header("cache-control") == "no-store");
    for (const webui::Header& header : response.headers)
        fuzz::require(fuzz::is_plain(header.name) && fuzz::is_plain(header.value));
    fuzz::require(response.stream || response.body.find('\x1b') == std::string::npos);
    return 0;
}
