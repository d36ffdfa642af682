#include "probes/passive/datagram_facts.hpp"

#include "probes/passive/ntp.hpp"
#include "probes/passive/quic.hpp"
#include "probes/passive/sip.hpp"
#include "probes/passive/snmp.hpp"

namespace portolan::passive {

using evidence::Fact;

bool look_at_datagram(evidence::Facts& facts, const Packet& packet) {
    constexpr std::uint16_t kNtpPort = 123;
    const bool ntp_port = packet.source_port == kNtpPort || packet.destination_port == kNtpPort;
    if (const std::optional<SnmpMessage> snmp = parse_snmp(packet.payload); snmp) {
        facts.set(Fact::app, "snmp");
        facts.set(Fact::snmp, std::string(snmp->version));
        return true;
    }
    if (const std::optional<SipStart> sip = parse_sip(packet.payload); sip && sip->complete) {
        facts.set(Fact::app, "sip");
        if (!sip->response) facts.set(Fact::sip, std::string(sip->method));
        return true;
    }
    if (parse_quic(packet.payload)) {
        facts.set(Fact::app, "quic");
        return true;
    }
    if (ntp_port && parse_ntp(packet.payload)) {
        facts.set(Fact::app, "ntp");
        return true;
    }
    return false;
}

}  // namespace portolan::passive
