// SNMP get requests and their answers: v1 (RFC 1157), v2c (RFC 1901), v3 with the discovery that precedes it
// and an encrypted PDU (RFC 3412, RFC 3414).
#pragma once

#include "tests/lab/talk.hpp"

namespace portolan::lab {

enum class SnmpVersion { v1, v2c, v3 };

struct SnmpTalk {
    SnmpVersion version = SnmpVersion::v2c;
    bool trap = false;  // a v2 trap from the initiator, nothing comes back
};

Turns snmp(const SnmpTalk& talk, std::uint64_t seed);

}  // namespace portolan::lab
