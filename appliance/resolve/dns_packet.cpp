#include "appliance/resolve/dns_packet.hpp"

#include "appliance/base/dns_name.hpp"

#include <algorithm>
#include <array>

namespace portolan::resolve {
namespace {

constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kInternet = 1;
constexpr std::size_t kLongestName = 255;  // on the wire, RFC 1035 section 3.1
constexpr std::size_t kMostRecords =
    512;  // more don't fit into what clients accept over UDP; a bound on work
constexpr std::size_t kMostAddresses = 256;  // the enforcer refuses fewer: it shall see that there were more
constexpr int kMostCnames = 16;              // as resolvers follow

char lower(std::byte byte) {
    const char c = static_cast<char>(byte);
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// A name in lower case as on the wire, compression undone. Pointers must lead to before the place that holds
// them (section 4.1.4 "prior occurrence"), so a chain of them ends.
std::optional<std::string> read_name(Bytes message, std::size_t& at) {
    std::string name;
    std::size_t place = at;
    bool jumped = false;
    while (place < message.size()) {
        const std::size_t length = std::to_integer<std::size_t>(message[place]);
        if (length >= 0xc0) {
            if (place + 1 >= message.size()) return std::nullopt;
            const std::size_t target =
                (length & 0x3fU) << 8U | std::to_integer<std::size_t>(message[place + 1]);
            if (!jumped) at = place + 2;
            if (target >= place) return std::nullopt;
            jumped = true;
            place = target;
            continue;
        }
        if (length > 63 || place + 1 + length > message.size() || name.size() + length + 1 > kLongestName)
            return std::nullopt;
        for (const std::byte byte : message.subspan(place, length + 1))
            name += lower(byte);
        place += length + 1;
        if (length != 0) continue;
        if (!jumped) at = place;
        return name;
    }
    return std::nullopt;
}

// "\3www\7example\0" as "www.example"; empty where it is no host name.
std::string host_name(std::string_view wire) {
    std::string text;
    while (wire.size() > 1) {
        const std::size_t length = static_cast<unsigned char>(wire.front());
        const std::string_view label = wire.substr(1, length);
        if (label.find('.') != std::string_view::npos) return {};
        if (!text.empty()) text += '.';
        text += label;
        wire.remove_prefix(length + 1);
    }
    return normalise_name(text).value_or(std::string());
}

struct Record {
    std::string owner;
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    Bytes data;
    std::string target;  // of a CNAME
};

std::optional<Record> read_record(Bytes message, std::size_t& at) {
    Record record;
    const std::optional<std::string> owner = read_name(message, at);
    if (!owner) return std::nullopt;
    record.owner = *owner;
    ByteReader in(message);
    in.seek(at);
    record.type = in.u16();
    const bool internet = in.u16() == kInternet;
    record.ttl = in.u32();
    const std::uint16_t length = in.u16();
    std::size_t data_at = in.position();
    record.data = in.take(length);
    if (in.failed()) return std::nullopt;
    at = in.position();
    if (!internet) record.type = 0;
    if (record.type != kTypeCname) return record;
    std::optional<std::string> target = read_name(message, data_at);
    if (!target || data_at != at) return std::nullopt;
    record.target = std::move(*target);
    return record;
}

std::optional<std::vector<Record>> read_answers(Bytes message, const DnsPacket& packet) {
    std::vector<Record> records;
    std::size_t at = packet.end_of_question;
    for (std::size_t i = 0; i < std::min<std::size_t>(packet.answers, kMostRecords); ++i) {
        std::optional<Record> record = read_record(message, at);
        if (!record) return std::nullopt;
        records.push_back(std::move(*record));
    }
    return records;
}

std::optional<Address> address_in(const Record& record) {
    if (record.type == kTypeA && record.data.size() == 4) return Address::from_v4(record.data.first<4>());
    if (record.type == kTypeAaaa && record.data.size() == 16)
        return Address::from_v6(record.data.first<16>());
    return std::nullopt;
}

// The owners that the asked name leads to, itself first.
std::vector<std::string> chain_from(std::string name, const std::vector<Record>& records,
                                    std::uint32_t& ttl) {
    std::vector<std::string> chain = {std::move(name)};
    for (int hops = 0; hops < kMostCnames; ++hops) {
        const auto next = std::ranges::find_if(records, [&chain](const Record& record) {
            return record.type == kTypeCname && record.owner == chain.back();
        });
        if (next == records.end() || std::ranges::find(chain, next->target) != chain.end()) break;
        ttl = std::min(ttl, next->ttl);
        chain.push_back(next->target);
    }
    return chain;
}

}  // namespace

std::optional<DnsPacket> read_dns(Bytes message) {
    ByteReader in(message);
    DnsPacket out;
    out.id = in.u16();
    const std::uint16_t flags = in.u16();
    out.questions = in.u16();
    out.answers = in.u16();
    in.skip(4);
    if (in.failed()) return std::nullopt;
    out.response = (flags & 0x8000U) != 0;
    out.opcode = (flags >> 11U) & 0x0fU;
    out.code = flags & 0x0fU;
    if (out.questions != 1) return out;
    std::size_t at = kDnsHeader;
    const std::optional<std::string> name = read_name(message, at);
    // The first name of a message has nothing before it to point at.
    if (!name || at != kDnsHeader + name->size()) return out;
    in.seek(at);
    const std::uint16_t type = in.u16();
    const std::uint16_t record_class = in.u16();
    if (in.failed()) return out;
    out.type = type;
    out.record_class = record_class;
    out.name = host_name(*name);
    out.question = *name + std::string(as_text(message.subspan(at, 4)));
    out.end_of_question = in.position();
    return out;
}

bool answers(const DnsPacket& query, const DnsPacket& answer) {
    if (!answer.response || answer.opcode != query.opcode) return false;
    if (answer.questions == 0 && answer.answers == 0 && answer.code != 0) return true;
    return answer.questions == query.questions && answer.question == query.question;
}

AnsweredAddresses addresses_of(Bytes message, const DnsPacket& packet) {
    AnsweredAddresses out;
    if (packet.code != 0 || packet.question.empty()) return out;
    const std::optional<std::vector<Record>> records = read_answers(message, packet);
    if (!records) return out;
    out.ttl = 0xffff'ffff;
    const std::vector<std::string> chain =
        chain_from(packet.question.substr(0, packet.question.size() - 4), *records, out.ttl);
    for (const Record& record : *records) {
        const std::optional<Address> address = address_in(record);
        if (!address || std::ranges::find(chain, record.owner) == chain.end()) continue;
        if (std::ranges::find(out.addresses, *address) != out.addresses.end()) continue;
        if (out.addresses.size() == kMostAddresses) break;
        out.addresses.push_back(*address);
        out.ttl = std::min(out.ttl, record.ttl);
    }
    // Section 8 of RFC 2181: a TTL with the top bit set is zero.
    if (out.addresses.empty() || out.ttl > 0x7fff'ffffU) out.ttl = 0;
    return out;
}

std::string servfail(Bytes query) {
    const std::optional<DnsPacket> packet = read_dns(query);
    if (!packet) return {};
    std::string out(as_text(query.first(packet->end_of_question)));
    constexpr unsigned kServfail = 2;
    const unsigned kept = static_cast<unsigned char>(out[2]) & 0x79U;  // opcode and RD
    out[2] = static_cast<char>(0x80U | kept);
    out[3] = static_cast<char>(0x80U | (static_cast<unsigned char>(out[3]) & 0x10U) | kServfail);  // RA, CD
    out[5] = static_cast<char>(packet->question.empty() ? 0 : 1);
    out[4] = 0;
    std::fill(out.begin() + 6, out.begin() + kDnsHeader, '\0');
    return out;
}

}  // namespace portolan::resolve
