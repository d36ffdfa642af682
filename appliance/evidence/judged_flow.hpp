// A flow with its verdict, as a row: what a person sees of recorded traffic.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/timestamp.hpp"
#include "appliance/evidence/facts.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::evidence {

// Written to the store it is an increment: `flows`, packets and bytes are what came since the last write of
// the same flow. The store merges rows of one hour that agree in ends, protocol, port, decision, verdict,
// action and policy; names, facts and reason are those of the newest.
struct JudgedFlow {
    std::uint64_t number = 0;  // given when stored
    std::string policy;
    std::string product;
    std::string requirement;
    std::vector<std::string> also;
    std::string decision;
    std::string verdict;
    std::string action;
    std::string reason;
    Address initiator;
    std::string initiator_asset;
    std::string initiator_zone;
    Address responder;
    std::string responder_asset;
    std::string responder_zone;
    std::string protocol;
    std::uint16_t port = 0;
    std::vector<std::string> names;
    Facts facts;
    std::uint64_t flows = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    bool answered = false;
    Timestamp first;
    Timestamp last;

    friend bool operator==(const JudgedFlow&, const JudgedFlow&) = default;
};

}  // namespace portolan::evidence
