#include "probes/passive/dns_message.hpp"

#include "appliance/base/dns_name.hpp"

#include <algorithm>

namespace portolan::passive {
namespace {

constexpr unsigned kMostAnswers = 64;      // as many addresses as the enforcer takes for a name
constexpr std::size_t kLongestName = 253;  // bytes of text: 255 on the wire, RFC 1035 section 2.3.4
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kClassInternet = 1;

// The question's name. It stands first, so a pointer in it can only be an attack: it is refused.
std::string read_name(ByteReader& in) {
    std::string name;
    bool plain = true;
    for (std::size_t length = in.u8(); length != 0 && !in.failed(); length = in.u8()) {
        if (length > 63 || name.size() + length + 1 > kLongestName) {
            in.skip(in.left() + 1);  // fails the reader
            return {};
        }
        const std::string_view label = as_text(in.take(length));
        plain = plain && label.find('.') == std::string_view::npos;
        if (!name.empty()) name += '.';
        name += label;
    }
    return plain ? normalise_name(name).value_or(std::string()) : std::string();
}

// Owner names are skipped, not read: a pointer ends them, so no loop of pointers is ever followed.
void skip_name(ByteReader& in) {
    for (std::size_t length = in.u8(); length != 0 && !in.failed(); length = in.u8()) {
        if (length >= 0xc0) return in.skip(1);
        if (length > 63) return in.skip(in.left() + 1);
        in.skip(length);
    }
}

void read_answers(ByteReader& in, unsigned count, std::vector<DnsAddress>& addresses) {
    for (unsigned i = 0; i < count; ++i) {
        skip_name(in);
        const std::uint16_t type = in.u16();
        const std::uint16_t record_class = in.u16();
        const std::uint32_t ttl = in.u32();
        const Bytes data = in.take(in.u16());
        if (in.failed()) return;  // cut short by the snapshot length or truncated: what was whole stays
        if (record_class != kClassInternet) continue;
        if (type == kTypeA && data.size() == 4) addresses.push_back({Address::from_v4(data.first<4>()), ttl});
        if (type == kTypeAaaa && data.size() == 16)
            addresses.push_back({Address::from_v6(data.first<16>()), ttl});
    }
}

}  // namespace

std::optional<DnsMessage> parse_dns(Bytes message) {
    ByteReader in(message);
    DnsMessage out;
    out.id = in.u16();
    const std::uint16_t flags = in.u16();
    const std::uint16_t questions = in.u16();
    const std::uint16_t answers = in.u16();
    in.skip(4);
    const bool is_query = (flags & 0x7800U) == 0;  // opcode 0
    if (in.failed() || !is_query || questions != 1) return std::nullopt;
    out.response = (flags & 0x8000U) != 0;
    out.code = flags & 0x0fU;
    out.question = read_name(in);
    in.skip(4);  // type and class
    if (in.failed()) return std::nullopt;
    if (out.response && out.code == 0)
        read_answers(in, std::min<unsigned>(answers, kMostAnswers), out.addresses);
    return out;
}

}  // namespace portolan::passive
