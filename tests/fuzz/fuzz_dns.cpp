#include "probes/passive/dns_message.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<DnsMessage> message = parse_dns(bytes);
    if (!message) return 0;
    require(is_plain(message->question) && message->question.size() <= 253 &&
            message->addresses.size() <= 64);
    const std::optional<DnsMessage> half = parse_dns(bytes.first(size / 2));
    if (half)
        require(half->question == message->question && half->addresses.size() <= message->addresses.size());
    return 0;
}
