#include "probes/passive/snmp.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<SnmpMessage> message = parse_snmp(bytes);
    if (message) require(message->version == "v1" || message->version == "v2c" || message->version == "v3");
    return 0;
}
