#include "tests/lab/capture_file.hpp"

namespace portolan::lab {

Octets capture_octets(const std::vector<Packet>& packets) {
    constexpr std::uint64_t kMagic = 0xa1b2c3d4;
    constexpr std::uint64_t kSnapLength = 262144;  // tcpdump's default: nothing is cut
    constexpr std::uint64_t kEthernet = 1;
    constexpr std::int64_t kSecond = 1'000'000'000;
    Octets out = little32(kMagic) + little16(2) + little16(4) + little32(0) + little32(0) +
                 little32(kSnapLength) + little32(kEthernet);
    for (const Packet& packet : packets) {
        const std::int64_t seconds = packet.time.nanoseconds / kSecond;
        const std::int64_t micros = packet.time.nanoseconds % kSecond / 1000;
        out += little32(static_cast<std::uint64_t>(seconds)) + little32(static_cast<std::uint64_t>(micros));
        out += little32(packet.frame.size()) + little32(packet.frame.size()) + packet.frame;
    }
    return out;
}

}  // namespace portolan::lab
