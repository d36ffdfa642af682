// A recorded two-way flow, as the recorder hands it on: headers, counts and positively released facts, no
// payload.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/base/transport.hpp"
#include "appliance/evidence/facts.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::evidence {

struct Flow {
    Address initiator;  // who sent the first packet (TCP: the SYN; without one, see mid_flow)
    Address responder;
    Protocol protocol = Protocol::other;
    std::uint8_t ip_protocol = 0;  // IANA number, also where `protocol` is other
    std::uint16_t initiator_port = 0;
    std::uint16_t responder_port = 0;  // tcp and udp; 0 otherwise
    std::uint16_t vlan = 0;            // outermost VLAN id, 0 = untagged

    Facts facts;
    // Names that the initiator resolved to the responder's address before the flow began, normal form, the
    // name asked (never a CNAME target).
    std::vector<std::string> names;

    std::uint64_t packets_out = 0;  // initiator -> responder
    std::uint64_t packets_in = 0;
    std::uint64_t bytes_out = 0;  // IP bytes, headers included
    std::uint64_t bytes_in = 0;
    Timestamp first;
    Timestamp last;

    // The responder agreed: TCP SYN+ACK or data from it; UDP, ICMP and others: any packet back.
    bool answered = false;
    // TCP recorded from its middle: no SYN seen, the initiator is the end with the higher port.
    bool mid_flow = false;
    // ICMP errors that the flow drew (unreachable, time exceeded, ...), counted here instead of as flows.
    std::uint32_t icmp_errors = 0;
};

}  // namespace portolan::evidence
