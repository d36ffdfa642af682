// A TCP conversation: who speaks, how much of the stream so far, whether it may go on; three bytes an act,
// then the text.
#include "probes/passive/stream_facts.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    portolan::ByteReader in(bytes_of(data, size));
    const std::uint8_t flags = in.u8();
    const std::size_t client_size = in.u16();
    const portolan::Bytes rest = in.rest();
    const portolan::Bytes client = rest.first(std::min(rest.size(), client_size));
    const portolan::Bytes server = rest.subspan(client.size());
    const Begin begin = (flags & 1U) != 0 ? Begin::middle : Begin::start;
    Conversation talk;
    for (const std::size_t parts : {std::size_t{4}, std::size_t{2}, std::size_t{1}}) {
        const More more = parts == 1 && (flags & 2U) != 0 ? More::none : More::possible;
        if ((flags & 4U) != 0 && !talk.server_decided)
            look_at_server(talk, server.first(server.size() / parts), begin, more);
        if (!talk.client_decided) look_at_client(talk, client.first(client.size() / parts), begin, more, {});
        if ((flags & 4U) == 0 && !talk.server_decided)
            look_at_server(talk, server.first(server.size() / parts), begin, more);
        require(more == More::possible || (talk.client_decided && talk.server_decided));
    }
    for (const auto& [fact, value] : talk.facts)
        require(!value.empty() && is_plain(value));
    return 0;
}
