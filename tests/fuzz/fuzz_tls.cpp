#include "probes/passive/tls.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<ClientHello> hello = parse_client_hello(bytes);
    if (hello) require(is_plain(hello->server_name) && is_plain(hello->alpn) && hello->alpn.size() <= 512);
    if (hello) require(hello->version <= 0x0304);
    // What is known of a prefix is known of the whole: a look at the next segment takes nothing back.
    const std::optional<ClientHello> half = parse_client_hello(bytes.first(size / 2));
    if (half && half->complete) require(hello == half);
    if (half && hello && !half->server_name.empty()) require(hello->server_name == half->server_name);
    const std::optional<ServerHello> server = parse_server_hello(bytes);
    const std::optional<ServerHello> server_half = parse_server_hello(bytes.first(size / 2));
    if (server_half && server_half->complete) require(server == server_half);
    require(!is_tls_record(bytes) || size >= 5);
    return 0;
}
