#include "probes/passive/reply_first.hpp"

#include "probes/passive/byte_order.hpp"

namespace portolan::passive {

bool is_reply_datagram(const Packet& packet) {
    if (packet.ip_protocol != kUdp || packet.source_port == packet.destination_port) return false;
    const Bytes payload = packet.payload;
    if (packet.source_port == 53) return payload.size() >= 12 && (load8(payload, 2) & 0x80U) != 0;
    if (packet.source_port == 123) return payload.size() >= 48 && (load8(payload, 0) & 0x07U) == 4;
    return false;
}

}  // namespace portolan::passive
