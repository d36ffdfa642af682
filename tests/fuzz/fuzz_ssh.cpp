#include "probes/passive/ssh.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<SshBanner> banner = parse_ssh_banner(bytes);
    if (banner) require(is_plain(banner->software) && banner->complete != banner->software.empty());
    const std::optional<SshBanner> half = parse_ssh_banner(bytes.first(size / 2));
    if (half && half->complete) require(banner == half);
    return 0;
}
