#include "probes/passive/sip.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<SipStart> sip = parse_sip(bytes);
    if (sip) require(is_plain(sip->method) && sip->method.size() <= 20);
    if (sip && sip->complete) require(sip->response == sip->method.empty());
    return 0;
}
