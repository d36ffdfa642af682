#include "probes/passive/quic.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<QuicHeader> header = parse_quic(bytes);
    if (header) require(size >= 7 && header->version != 0);
    return 0;
}
