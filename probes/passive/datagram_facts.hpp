// What one UDP payload tells. DNS is not among them: its answers are followed, see conversations.hpp.
#pragma once

#include "appliance/evidence/facts.hpp"
#include "probes/passive/packet.hpp"

namespace portolan::passive {

// False where nothing is recognised: a later datagram of the flow may tell more.
bool look_at_datagram(evidence::Facts& facts, const Packet& packet);

}  // namespace portolan::passive
