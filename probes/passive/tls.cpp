#include "probes/passive/tls.hpp"

#include "appliance/base/dns_name.hpp"

#include <algorithm>
#include <vector>

namespace portolan::passive {
namespace {

constexpr std::uint8_t kRecordHandshake = 22;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint16_t kExtensionServerName = 0;
constexpr std::uint16_t kExtensionAlpn = 16;
constexpr std::uint16_t kExtensionVersions = 43;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::size_t kMostRecord = 16'384 + 2048;  // RFC 5246 section 6.2.3
constexpr std::size_t kMostAlpn = 256;              // bytes of text kept; real lists have two entries

struct RecordHeader {
    std::uint8_t type = 0;
    std::size_t length = 0;
};

// Nothing where these bytes begin no record; a header that is cut short passes as far as it goes.
std::optional<RecordHeader> record_header(Bytes bytes) {
    ByteReader in(bytes);
    RecordHeader header;
    header.type = in.u8();
    const std::uint8_t major = in.u8();
    const std::uint8_t minor = in.u8();
    header.length = in.u16();
    const std::size_t have = bytes.size();
    const bool wrong_type = header.type < 20 || header.type > 23;
    const bool wrong_length = have >= 5 && (header.length == 0 || header.length > kMostRecord);
    if (have == 0 || wrong_type || (have >= 2 && major != 3) || (have >= 3 && minor > 4) || wrong_length)
        return std::nullopt;
    return header;
}

struct Handshake {
    Bytes body;             // after the four bytes of type and length
    bool complete = false;  // body is as long as it says
};

// The first handshake message, of type `type`. One record holds it as a rule; else the pieces go into
// `spill`.
std::optional<Handshake> first_message(Bytes stream, std::uint8_t type, std::vector<std::byte>& spill) {
    constexpr std::size_t kHeader = 4;
    Bytes message;
    for (bool first = true;; first = false) {
        const std::optional<RecordHeader> record = record_header(stream);
        if (first && !record) return std::nullopt;
        if (!record || record->type != kRecordHandshake) {
            if (!stream.empty()) return std::nullopt;  // another record amid a message, or no record at all
            break;
        }
        if (stream.size() < 5) break;
        const Bytes fragment = stream.subspan(5, std::min(record->length, stream.size() - 5));
        if (first) {
            message = fragment;
        } else {
            if (spill.empty()) spill.assign(message.begin(), message.end());
            spill.insert(spill.end(), fragment.begin(), fragment.end());
            message = spill;
        }
        stream = stream.subspan(5 + fragment.size());
        ByteReader in(message);
        in.skip(1);
        const std::size_t length = in.u24();
        const bool enough = !in.failed() && message.size() - kHeader >= length;
        if (enough || fragment.size() < record->length) break;
    }
    ByteReader in(message);
    const std::uint8_t seen = in.u8();
    if (!message.empty() && seen != type) return std::nullopt;
    const std::size_t length = in.u24();
    if (in.failed()) return Handshake{};
    const Bytes rest = in.rest();
    return Handshake{rest.first(std::min(rest.size(), length)), rest.size() >= length};
}

std::string server_name(Bytes extension) {
    ByteReader in(extension);
    ByteReader list(in.take(in.u16()));
    const std::uint8_t type = list.u8();
    const Bytes name = list.take(list.u16());
    if (in.failed() || list.failed() || type != 0) return {};
    return normalise_name(as_text(name)).value_or(std::string());
}

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~' && c != ','; });
}

std::string alpn(Bytes extension) {
    ByteReader in(extension);
    ByteReader list(in.take(in.u16()));
    std::string out;
    while (!in.failed() && list.left() > 0) {
        const std::string_view name = as_text(list.take(list.u8()));
        if (list.failed() || out.size() + name.size() > kMostAlpn) break;
        if (name.empty() || !is_plain(name)) continue;  // GREASE
        if (!out.empty()) out += ',';
        out += name;
    }
    return out;
}

// GREASE (RFC 8701) and drafts lie outside of the versions that are known.
std::uint16_t highest_version(Bytes extension) {
    ByteReader in(extension);
    ByteReader list(in.take(in.u8()));
    std::uint16_t highest = 0;
    while (!in.failed() && list.left() >= 2) {
        const std::uint16_t version = list.u16();
        if (version >= 0x0300 && version <= 0x0304) highest = std::max(highest, version);
    }
    return highest;
}

struct Extension {
    std::uint16_t type = 0;
    Bytes data;
};

// Calls `visit` for each extension that is whole. False where a length runs past the block that declares it.
template <typename Visit>
bool each_extension(ByteReader& in, bool complete, const Visit& visit) {
    if (in.left() == 0) return complete;  // none: legal up to TLS 1.2
    const std::size_t length = in.u16();
    if (in.failed()) return false;
    ByteReader list(in.take(std::min(length, in.left())));
    while (list.left() > 0) {
        Extension extension;
        extension.type = list.u16();
        extension.data = list.take(list.u16());
        if (list.failed()) return false;
        visit(extension);
    }
    return true;
}

}  // namespace

std::optional<ClientHello> parse_client_hello(Bytes stream) {
    std::vector<std::byte> spill;
    const std::optional<Handshake> message = first_message(stream, kClientHello, spill);
    if (!message) return std::nullopt;
    ByteReader in(message->body);
    const std::uint16_t legacy_version = in.u16();
    in.skip(32);  // random
    in.skip(in.u8());
    in.skip(in.u16());  // cipher suites
    in.skip(in.u8());
    ClientHello hello;
    bool has_versions = false;
    const bool whole = !in.failed() && each_extension(in, message->complete, [&](const Extension& extension) {
        if (extension.type == kExtensionServerName && hello.server_name.empty())
            hello.server_name = server_name(extension.data);
        if (extension.type == kExtensionAlpn && hello.alpn.empty()) hello.alpn = alpn(extension.data);
        if (extension.type != kExtensionVersions || has_versions) return;
        has_versions = true;
        hello.version = highest_version(extension.data);
    });
    if (!whole && message->complete) return std::nullopt;
    hello.complete = message->complete;
    // Without the extension the old field counts; it never means more than 1.2 (RFC 8446 section 4.1.2).
    if (hello.complete && hello.version == 0) hello.version = std::min(legacy_version, kTls12);
    return hello;
}

std::optional<ServerHello> parse_server_hello(Bytes stream) {
    std::vector<std::byte> spill;
    const std::optional<Handshake> message = first_message(stream, kServerHello, spill);
    if (!message) return std::nullopt;
    ByteReader in(message->body);
    const std::uint16_t legacy_version = in.u16();
    in.skip(32);
    in.skip(in.u8());
    in.skip(3);  // cipher suite, compression
    ServerHello hello;
    const bool whole = !in.failed() && each_extension(in, message->complete, [&](const Extension& extension) {
        ByteReader data(extension.data);
        if (extension.type == kExtensionVersions && data.left() == 2) hello.version = data.u16();
    });
    if (!whole && message->complete) return std::nullopt;
    hello.complete = message->complete;
    if (hello.complete && hello.version == 0) hello.version = legacy_version;
    return hello;
}

bool is_tls_record(Bytes stream) {
    return stream.size() >= 5 && record_header(stream).has_value();
}

std::string_view tls_version_text(std::uint16_t version) {
    switch (version) {
        case 0x0300:
            return "ssl3";
        case 0x0301:
            return "1.0";
        case 0x0302:
            return "1.1";
        case 0x0303:
            return "1.2";
        case 0x0304:
            return "1.3";
        default:
            return "yes";
    }
}

}  // namespace portolan::passive
