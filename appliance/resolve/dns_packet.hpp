// What a DNS proxy must read of a message that it hands on unchanged (RFC 1035 section 4): the header, the
// one question, and of an answer the addresses that the name asked leads to.
#pragma once

#include "appliance/base/address.hpp"
#include "appliance/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::resolve {

constexpr std::size_t kDnsHeader = 12;
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kTypeAny = 255;
constexpr std::uint16_t kTypeIxfr = 251;
constexpr std::uint16_t kTypeAxfr = 252;

struct DnsPacket {
    std::uint16_t id = 0;
    bool response = false;
    std::uint8_t opcode = 0;
    std::uint8_t code = 0;  // RCODE
    std::uint16_t questions = 0;
    std::uint16_t answers = 0;
    // Of a message with exactly one readable question, as it stands on the wire (name, type, class) but in
    // lower case, so that a client's random case (0x20) compares equal; empty otherwise.
    std::string question;
    std::string name;  // asked, normal form; empty where it is no host name
    std::uint16_t type = 0;
    std::uint16_t record_class = 0;
    std::size_t end_of_question = kDnsHeader;  // offset
};

// Nothing where the header is cut short. A question that can't be read is left empty: its sender gets the
// resolver's FORMERR, as it would without us.
std::optional<DnsPacket> read_dns(Bytes message);

// Whether `answer` may be the answer to `query`: a response, same opcode, same question. An error without any
// record may leave the question out, as servers do that can't read it (RFC 1035 says nothing of it; it
// carries no address). Ids are compared by the caller, who drew them.
bool answers(const DnsPacket& query, const DnsPacket& answer);

struct AnsweredAddresses {
    std::vector<Address> addresses;
    std::uint32_t ttl = 0;  // seconds, the least of the chain: then the client asks again
};
// A and AAAA records that the question's name owns, itself or through CNAMEs of the answer section. Records
// of other owners are left out: a stub resolver does not use them either. Empty for an error, and where the
// records are malformed: what a client makes of those can't be known.
AnsweredAddresses addresses_of(Bytes message, const DnsPacket& packet);

// SERVFAIL to the query (RFC 1035 section 4.1.1), the question repeated as it was asked.
std::string servfail(Bytes query);

}  // namespace portolan::resolve
