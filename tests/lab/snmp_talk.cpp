#include "tests/lab/snmp_talk.hpp"

namespace portolan::lab {
namespace {

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kGet = 0xa0;
constexpr std::uint8_t kResponse = 0xa2;
constexpr std::uint8_t kTrapV2 = 0xa7;
constexpr std::uint8_t kReport = 0xa8;

// BER with definite lengths; two length bytes are enough for what is said here.
Octets ber(std::uint8_t tag, const Octets& body) {
    if (body.size() < 0x80) return be8(tag) + sized8(body);
    if (body.size() < 0x100) return be8(tag) + be8(0x81) + sized8(body);
    return be8(tag) + be8(0x82) + sized16(body);
}

Octets integer(std::uint64_t value) {
    Octets body = be8(value);
    for (value >>= 8U; value != 0; value >>= 8U)
        body = be8(value) + body;
    if ((static_cast<unsigned char>(body.front()) & 0x80U) != 0) body = be8(0) + body;  // stays positive
    return ber(0x02, body);
}

Octets text(std::string_view value) {
    return ber(0x04, Octets(value));
}

// 1.3.6.1.2.1.<rest>, every number of the rest below 128.
Octets mib2(const Octets& rest) {
    return ber(0x06, Octets("\x2b\x06\x01\x02\x01") + rest);
}

Octets pdu(std::uint8_t tag, std::uint64_t request, const Octets& bindings) {
    return ber(tag, integer(request) + integer(0) + integer(0) + ber(kSequence, bindings));
}

Octets binding(const Octets& name, const Octets& value) {
    return ber(kSequence, name + value);
}

Turns community_talk(const SnmpTalk& talk, Dice& dice) {
    const std::uint64_t request = dice.below(0x7fffffff);
    const Octets system_name = mib2(Octets("\x01\x01\x05\x00", 4));
    const Octets pages = mib2(Octets("\x2b\x0a\x02\x01\x04\x01\x01", 7));  // prtMarkerLifeCount (RFC 3805)
    const Octets nothing = ber(0x05, "");
    const std::uint64_t version = talk.version == SnmpVersion::v1 ? 0 : 1;
    const auto message = [&](const Octets& body) {
        return ber(kSequence, integer(version) + text("public") + body);
    };
    if (talk.trap) {
        const Octets uptime =
            binding(mib2(Octets("\x01\x01\x03\x00", 4)), ber(0x43, be32(dice.below(0x7fffffff))));
        const Octets trap_name = ber(0x06, Octets("\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00", 10));
        const Octets cold_start = ber(0x06, Octets("\x2b\x06\x01\x06\x03\x01\x01\x05\x01", 9));
        return {{.bytes = message(pdu(kTrapV2, request, uptime + binding(trap_name, cold_start)))}};
    }
    const Octets ask = pdu(kGet, request, binding(system_name, nothing) + binding(pages, nothing));
    const Octets tell = pdu(kResponse, request,
                            binding(system_name, text("NPI7F31A0")) +
                                binding(pages, ber(0x41, be24(10'000 + dice.below(90'000)))));
    return {{.from = Side::initiator, .bytes = message(ask)},
            {.from = Side::responder, .bytes = message(tell)}};
}

struct V3Message {
    std::uint64_t id = 0;
    std::uint8_t flags = 0;  // 4 = reportable, 2 = encrypted, 1 = authenticated
    Octets engine = {};
    std::uint64_t time = 0;
    Octets user = {};
    Octets scoped = {};  // plain sequence, or an octet string of ciphertext
};

Octets v3_message(const V3Message& message, Dice& dice) {
    const bool sealed = (message.flags & 3U) == 3U;
    const Octets header =
        ber(kSequence, integer(message.id) + integer(65507) + text(be8(message.flags)) + integer(3));
    const Octets security =
        ber(kSequence, text(message.engine) + integer(message.time == 0 ? 0 : 4) + integer(message.time) +
                           text(message.user) + text(sealed ? dice.octets(12) : Octets()) +
                           text(sealed ? dice.octets(8) : Octets()));
    return ber(kSequence, integer(3) + header + text(security) + message.scoped);
}

Turns v3_talk(Dice& dice) {
    const std::uint64_t first = dice.below(0x7fffffff);
    const std::uint64_t time = 100'000 + dice.below(900'000);
    const Octets engine = Octets("\x80\x00\x0c\x44\x04", 5) + dice.octets(6);
    const auto plain = [&](const Octets& from, const Octets& body) {
        return ber(kSequence, text(from) + text("") + body);
    };
    const Octets unknown_engines = ber(0x06, Octets("\x2b\x06\x01\x06\x03\x0f\x01\x01\x04\x00", 10));
    const Octets report = pdu(kReport, first, binding(unknown_engines, ber(0x41, be8(1))));
    const V3Message discover{.id = first, .flags = 4, .scoped = plain("", pdu(kGet, first, ""))};
    const V3Message told{.id = first, .engine = engine, .time = time, .scoped = plain(engine, report)};
    const V3Message ask{.id = first + 1,
                        .flags = 7,
                        .engine = engine,
                        .time = time,
                        .user = "scada",
                        .scoped = text(dice.octets(64))};
    const V3Message tell{.id = first + 1,
                         .flags = 3,
                         .engine = engine,
                         .time = time,
                         .user = "scada",
                         .scoped = text(dice.octets(96))};
    return {{.from = Side::initiator, .bytes = v3_message(discover, dice)},
            {.from = Side::responder, .bytes = v3_message(told, dice)},
            {.from = Side::initiator, .bytes = v3_message(ask, dice)},
            {.from = Side::responder, .bytes = v3_message(tell, dice)}};
}

}  // namespace

Turns snmp(const SnmpTalk& talk, std::uint64_t seed) {
    Dice dice(seed);
    return talk.version == SnmpVersion::v3 ? v3_talk(dice) : community_talk(talk, dice);
}

}  // namespace portolan::lab
