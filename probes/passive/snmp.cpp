#include "probes/passive/snmp.hpp"

namespace portolan::passive {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kGetRequest = 0xa0;  // first PDU tag
constexpr std::uint8_t kResponse = 0xa2;
constexpr std::uint8_t kReport = 0xa8;  // last PDU tag

// Definite BER length (X.690 section 8.1.3), up to four bytes of it; fails the reader on others.
std::size_t ber_length(ByteReader& in) {
    const std::uint8_t first = in.u8();
    if (first < 0x80) return first;
    const unsigned count = first & 0x7fU;
    if (count == 0 || count > 4) in.skip(in.left() + 1);
    std::size_t length = 0;
    for (unsigned i = 0; i < count && !in.failed(); ++i)
        length = length << 8U | in.u8();
    return length;
}

bool is_v3(ByteReader& in) {
    if (in.u8() != kSequence) return false;
    ber_length(in);
    const bool message_id = in.u8() == kInteger;
    in.skip(ber_length(in));
    const bool most_size = in.u8() == kInteger;
    in.skip(ber_length(in));
    const bool flags = in.u8() == kOctetString && ber_length(in) == 1;
    return message_id && most_size && flags && !in.failed();
}

}  // namespace

std::optional<SnmpMessage> parse_snmp(Bytes datagram) {
    ByteReader in(datagram);
    if (in.u8() != kSequence) return std::nullopt;
    const std::size_t length = ber_length(in);
    if (in.failed() || length < 7 || in.u8() != kInteger || in.u8() != 1) return std::nullopt;
    const std::uint8_t version = in.u8();
    if (version == 3) return is_v3(in) ? std::optional(SnmpMessage{"v3", false}) : std::nullopt;
    if (version > 1 || in.u8() != kOctetString) return std::nullopt;
    in.skip(ber_length(in));  // community
    const std::uint8_t pdu = in.u8();
    if (in.failed() || pdu < kGetRequest || pdu > kReport) return std::nullopt;
    return SnmpMessage{version == 0 ? "v1" : "v2c", pdu == kResponse || pdu == kReport};
}

}  // namespace portolan::passive
