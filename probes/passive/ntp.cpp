#include "probes/passive/ntp.hpp"

namespace portolan::passive {

std::optional<NtpPacket> parse_ntp(Bytes datagram) {
    constexpr std::size_t kHeader = 48;
    if (datagram.size() < kHeader) return std::nullopt;
    const std::uint8_t first = ByteReader(datagram).u8();
    const NtpPacket packet{static_cast<std::uint8_t>(first >> 3U & 7U),
                           static_cast<std::uint8_t>(first & 7U)};
    if (packet.version < 1 || packet.version > 4 || packet.mode < 1 || packet.mode > 5) return std::nullopt;
    return packet;
}

}  // namespace portolan::passive
