#include "probes/passive/quic.hpp"

namespace portolan::passive {

std::optional<QuicHeader> parse_quic(Bytes datagram) {
    constexpr std::uint8_t kMostConnectionId = 20;
    constexpr std::uint32_t kVersion1 = 0x00000001;
    constexpr std::uint32_t kVersion2 = 0x6b3343cf;
    ByteReader in(datagram);
    const std::uint8_t first = in.u8();
    const std::uint32_t version = in.u32();
    const std::uint8_t destination_id = in.u8();
    in.skip(destination_id);
    const std::uint8_t source_id = in.u8();
    in.skip(source_id);
    const bool draft = version >> 8U == 0xff0000 && (version & 0xffU) >= 27;  // the last drafts, 27 to 34
    const bool known = version == kVersion1 || version == kVersion2 || draft;
    const bool lengths = destination_id <= kMostConnectionId && source_id <= kMostConnectionId;
    if (in.failed() || (first & 0xc0U) != 0xc0 || !known || !lengths) return std::nullopt;
    return QuicHeader{version};
}

}  // namespace portolan::passive
