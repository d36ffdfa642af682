#include "tests/lab/dns_talk.hpp"

namespace portolan::lab {
namespace {

constexpr std::uint16_t kClassIn = 1;
constexpr std::uint16_t kCname = 5;
constexpr std::uint32_t kTtl = 300;

Octets wire_name(std::string_view name) {
    Octets out;
    while (!name.empty()) {
        const std::size_t dot = name.find('.');
        out += sized8(name.substr(0, dot));
        name = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
    }
    return out + be8(0);
}

Octets address_data(const Address& address) {
    if (address.is_v4()) return be32(address.v4());
    Octets out;
    for (const std::byte byte : address.bytes())
        out += be8(std::to_integer<std::uint64_t>(byte));
    return out;
}

Octets resource(const Octets& owner, std::uint16_t type, const Octets& data) {
    return owner + be16(type) + be16(kClassIn) + be32(kTtl) + sized16(data);
}

}  // namespace

Turns dns(const DnsTalk& talk, std::uint64_t seed) {
    Dice dice(seed);
    const std::uint64_t id = dice.below(0x10000);
    const bool v6 = !talk.addresses.empty() && !talk.addresses.front().is_v4();
    const std::uint16_t type = v6 ? 28 : 1;
    const Octets question = wire_name(talk.name) + be16(type) + be16(kClassIn);
    const Octets asked = be16(0xc00c);  // compression pointer to the question's name
    Octets answers;
    std::uint64_t count = talk.addresses.size();
    if (!talk.alias.empty()) {
        answers += resource(asked, kCname, wire_name(talk.alias));
        ++count;
    }
    for (const Address& address : talk.addresses)
        answers += resource(talk.alias.empty() ? asked : wire_name(talk.alias), type, address_data(address));
    const std::uint64_t answered = talk.addresses.empty() ? 0x8183 : 0x8180;  // NXDOMAIN or no error
    Octets query = be16(id) + be16(0x0100) + be16(1) + be16(0) + be32(0) + question;
    Octets reply = be16(id) + be16(answered) + be16(1) + be16(count) + be32(0) + question + answers;
    if (talk.tcp) {
        query = sized16(query);
        reply = sized16(reply);
    }
    return {{.from = Side::initiator, .bytes = query}, {.from = Side::responder, .bytes = reply}};
}

}  // namespace portolan::lab
