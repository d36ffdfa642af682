// Segments in any order and overlap, against a plain byte map. The input is a list of (offset, length) pairs.
#include "probes/passive/stream_head.hpp"
#include "tests/fuzz/require.hpp"

#include <memory>
#include <vector>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using portolan::passive::StreamHead;
    constexpr std::size_t kMostSegments = 7;  // more can make it forget a far piece, which the map would not
    const std::unique_ptr<StreamHead> head = std::make_unique<StreamHead>();
    head->clear();
    std::vector<int> map(StreamHead::kSize, -1);
    portolan::ByteReader in(bytes_of(data, size));
    for (std::size_t i = 0; i < kMostSegments && in.left() >= 4; ++i) {
        const std::uint32_t offset = in.u16() % 5000;
        const std::vector<std::byte> bytes(in.u16() % 3000, static_cast<std::byte>(i));
        head->add(offset, bytes);
        for (std::size_t at = offset; at < std::min(offset + bytes.size(), map.size()); ++at)
            if (map[at] < 0) map[at] = static_cast<int>(i);
    }
    const portolan::Bytes seen = head->contiguous();
    for (std::size_t at = 0; at < seen.size(); ++at)
        require(std::to_integer<int>(seen[at]) == map[at]);
    require(seen.size() == map.size() || map[seen.size()] < 0);
    return 0;
}
