#include "probes/passive/reply_first.hpp"

#include "probes/passive/dns_message.hpp"
#include "probes/passive/ntp.hpp"
#include "probes/passive/snmp.hpp"

namespace portolan::passive {

bool is_reply_datagram(const Packet& packet) {
    constexpr std::uint8_t kNtpServer = 4;
    if (packet.ip_protocol != kUdp || packet.source_port == packet.destination_port) return false;
    if (packet.source_port == 53) {
        const std::optional<DnsMessage> dns = parse_dns(packet.payload);
        return dns && dns->response;
    }
    if (packet.source_port == 123) {
        const std::optional<NtpPacket> ntp = parse_ntp(packet.payload);
        return ntp && ntp->mode == kNtpServer;
    }
    if (packet.source_port == 161) {
        const std::optional<SnmpMessage> snmp = parse_snmp(packet.payload);
        return snmp && snmp->response;
    }
    return false;
}

}  // namespace portolan::passive
