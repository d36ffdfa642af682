// A recording may begin between question and answer. A UDP flow's initiator is the sender of its first
// packet, unless that packet says itself that it is a reply: then the server is not taken for the client.
#pragma once

#include "probes/passive/packet.hpp"

namespace portolan::passive {

// True for a DNS response from port 53 (RFC 1035 section 4.1.1, QR), an NTP server's packet from port 123
// (RFC 5905 section 7.3, mode 4) and an SNMP response PDU from port 161.
bool is_reply_datagram(const Packet& packet);

}  // namespace portolan::passive
