#include "probes/passive/command_lines.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    for (const bool greeted : {false, true}) {
        const std::optional<CommandLines> lines = parse_command_lines(bytes, greeted);
        if (lines) require(lines->end <= size && !(lines->tls_asked && lines->clear));
        if (lines && lines->end > 0) require(bytes[lines->end - 1] == std::byte{0x0a});
    }
    require(end_of_replies(bytes) <= size);
    static_cast<void>(parse_greeting(bytes));
    return 0;
}
