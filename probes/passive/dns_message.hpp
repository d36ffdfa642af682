// DNS messages (RFC 1035 section 4): the name asked and the addresses answered. CNAME targets are not names
// that anybody asked for, so every address of the answer section belongs to the question. A server that lies
// could as well have put its address under the asked name: following the chain would prove nothing.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::passive {

struct DnsAddress {
    Address address;
    std::uint32_t ttl = 0;  // seconds
    friend bool operator==(const DnsAddress&, const DnsAddress&) = default;
};

struct DnsMessage {
    std::uint16_t id = 0;
    bool response = false;
    std::uint8_t code = 0;              // RCODE
    std::string question;               // normal form; empty where it is no host name
    std::vector<DnsAddress> addresses;  // A and AAAA of the answer section, as far as the bytes reach
    friend bool operator==(const DnsMessage&, const DnsMessage&) = default;
};

// Nothing where it is no DNS query or response with one question.
std::optional<DnsMessage> parse_dns(Bytes message);

}  // namespace portolan::passive
