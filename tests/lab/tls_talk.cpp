#include "tests/lab/tls_talk.hpp"

#include <algorithm>
#include <utility>

namespace portolan::lab {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;

Octets extension(std::uint16_t type, const Octets& body) {
    return be16(type) + sized16(body);
}

Octets record(std::uint8_t type, std::uint16_t version, const Octets& body) {
    return be8(type) + be16(version) + sized16(body);
}

Octets handshake(std::uint8_t type, const Octets& body) {
    return be8(type) + sized24(body);
}

Octets change_cipher_spec(std::uint16_t version) {
    return record(20, version, be8(1));
}

Octets server_name(std::string_view name) {
    return extension(0, sized16(be8(0) + sized16(name)));
}

Octets alpn_list(const std::vector<std::string_view>& names) {
    Octets list;
    for (const std::string_view name : names)
        list += sized8(name);
    return extension(16, sized16(list));
}

Octets supported_versions(std::uint16_t highest) {
    Octets list;
    for (std::uint16_t version = highest; version >= kTls12; --version)
        list += be16(version);
    return extension(43, sized8(list));
}

// X25519, and before it X25519MLKEM768 (1,216 bytes) where the hello is to be big.
Octets key_share(bool big, Dice& dice) {
    constexpr std::uint16_t kX25519 = 0x001d;
    constexpr std::uint16_t kX25519MlKem768 = 0x11ec;
    Octets shares;
    if (big) shares += be16(kX25519MlKem768) + sized16(dice.octets(1216));
    shares += be16(kX25519) + sized16(dice.octets(32));
    return extension(51, sized16(shares));
}

Octets cipher_suites(std::uint16_t version) {
    Octets suites;
    if (version == kTls13) suites += be16(0x1301) + be16(0x1302);
    if (version >= kTls12) suites += be16(0xc02f) + be16(0xc030);
    return suites + be16(0xc014) + be16(0x0035);
}

Octets client_hello(const TlsTalk& talk, const Octets& session, Dice& dice) {
    Octets extensions;
    if (!talk.sni.empty()) extensions += server_name(talk.sni);
    extensions += extension(10, sized16(be16(0x001d) + be16(0x0017)));  // supported_groups
    extensions += extension(11, sized8(be8(0)));                        // ec_point_formats: uncompressed
    if (talk.version >= kTls12)
        extensions += extension(13, sized16(be16(0x0403) + be16(0x0804) + be16(0x0401)));
    if (!talk.alpn.empty()) extensions += alpn_list(talk.alpn);
    if (talk.version == kTls13)
        extensions += supported_versions(talk.version) + extension(45, sized8(be8(1))) +
                      key_share(talk.big_hello, dice);
    const std::uint16_t legacy = std::min(talk.version, kTls12);
    const Octets body = be16(legacy) + dice.octets(32) + sized8(session) +
                        sized16(cipher_suites(talk.version)) + sized8(be8(0)) + sized16(extensions);
    return record(22, 0x0301, handshake(1, body));
}

Octets server_hello(const TlsTalk& talk, const Octets& session, Dice& dice) {
    const bool modern = talk.version == kTls13;
    Octets extensions;
    if (modern) {
        extensions = extension(43, be16(kTls13)) + extension(51, be16(0x001d) + sized16(dice.octets(32)));
    } else {
        extensions = extension(0xff01, sized8(""));  // renegotiation_info
        if (!talk.alpn.empty()) extensions += alpn_list({talk.alpn.front()});
    }
    const std::uint16_t legacy = std::min(talk.version, kTls12);
    const std::uint16_t suite = modern ? 0x1301 : (talk.version == kTls12 ? 0xc02f : 0xc014);
    const Octets body =
        be16(legacy) + dice.octets(32) + sized8(session) + be16(suite) + be8(0) + sized16(extensions);
    return record(22, legacy, handshake(2, body));
}

}  // namespace

void append_tls(Turns& turns, const TlsTalk& talk, std::uint64_t seed) {
    Dice dice(seed);
    const Octets session = dice.octets(32);
    const std::uint16_t legacy = std::min(talk.version, kTls12);
    const Octets finished = dice.octets(40);
    Turn hello{.from = Side::initiator, .bytes = client_hello(talk, session, dice), .cut = talk.cut};
    turns.push_back(std::move(hello));
    const Octets secret = change_cipher_spec(legacy);
    const std::uint8_t sealed = talk.version == kTls13 ? 23 : 22;
    turns.push_back({.from = Side::responder,
                     .bytes = server_hello(talk, session, dice) + secret + record(sealed, legacy, finished)});
    turns.push_back({.from = Side::initiator, .bytes = secret + record(sealed, legacy, dice.octets(40))});
    if (talk.request > 0)
        turns.push_back({.from = Side::initiator, .bytes = record(23, legacy, dice.octets(talk.request))});
    if (talk.response > 0)
        turns.push_back({.from = Side::responder,
                         .bytes = record(23, legacy, dice.octets(talk.response)),
                         .pause_ms = static_cast<std::uint32_t>(20 + dice.below(60))});
}

Turns tls(const TlsTalk& talk, std::uint64_t seed) {
    Turns turns;
    append_tls(turns, talk, seed);
    return turns;
}

}  // namespace portolan::lab
