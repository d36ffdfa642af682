#include "probes/passive/http.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::string patterns[] = {"GET /din.aspx?s=*&client=DynGate*", "*a*b*c*"};
    const std::optional<HttpRequest> request = parse_http_request(bytes);
    const std::optional<HttpRequest> half = parse_http_request(bytes.first(size / 2));
    if (half && half->complete)
        require(request && request->authority == half->authority && request->target == half->target);
    if (!request || request->method.empty()) return 0;
    const std::string released = released_request(*request, patterns);
    require(released == patterns[0] || released == patterns[1] ||
            (is_plain(released) && released.size() <= 300));
    const std::string undocumented = released_request(*request, {});
    require(undocumented.find_first_of("?;#") == std::string::npos);
    require(is_plain(http_host(request->authority)));
    return 0;
}
