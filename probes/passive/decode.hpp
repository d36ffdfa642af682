// A captured frame to an IP packet with its transport header (RFC 791, 8200, 9293, 768, 792, 4443).
//
// IPv4 header checksums are verified and a wrong one is counted, but the packet is used: captures with
// rewritten addresses are common and would otherwise yield nothing, and who can inject a bad checksum can
// inject a good one. A zero is the mark of a card that fills it in later and is not counted. TCP and UDP
// checksums are not verified for the same reason of offloading.
#pragma once

#include "probes/passive/capture_reader.hpp"
#include "probes/passive/oddities.hpp"
#include "probes/passive/packet.hpp"

#include <optional>

namespace portolan::passive {

// False where there is no packet to follow; the reason is counted. `packet` is overwritten: the caller reuses
// it, because a batch of them stays in the cache.
bool decode(const CapturedPacket& captured, Packet& packet, Oddities& oddities);

// The packet that an ICMP error quotes: addresses, protocol and ports (RFC 792 grants 8 bytes after the
// header).
std::optional<Packet> decode_quoted(Bytes bytes);

}  // namespace portolan::passive
