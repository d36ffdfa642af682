// The outer frame of an SNMP message: its version, and whether it is a response (RFC 1157, 1901, 3412 section
// 6). Communities and users are credentials: they are stepped over, never copied.
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace portolan::passive {

struct SnmpMessage {
    std::string_view version;  // "v1", "v2c", "v3"
    bool response = false;     // GetResponse or Report; of v3 only where it is not encrypted: false here
    friend bool operator==(const SnmpMessage&, const SnmpMessage&) = default;
};

std::optional<SnmpMessage> parse_snmp(Bytes datagram);

}  // namespace portolan::passive
