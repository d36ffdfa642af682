#include "tests/lab/stage.hpp"

#include "appliance/base/result.hpp"
#include "tests/lab/dns_talk.hpp"
#include "tests/lab/frame.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace portolan::lab {
namespace {

// 2026-11-16T08:00:00Z, a Monday morning.
constexpr std::int64_t kBegin = 1'794'816'000'000'000'000;
constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr double kSecond = 1e9;
constexpr std::size_t kSegment = 1400;  // below every MSS, tunnels included
constexpr std::int64_t kLocalTrip = 300 * kMicrosecond;
constexpr std::int64_t kInternetTrip = 14 * kMillisecond;
constexpr double kLookupLead = 0.08;  // seconds between question and first packet

// The resolver has an address of each family; a client asks the one of its own.
std::string_view resolver_of(std::string_view name) {
    return host(name).address.find(':') == std::string_view::npos ? "resolver" : "resolver-6";
}

Address address_of(std::string_view name) {
    Result<Address> address = Address::parse(host(name).address);
    if (!address) panic("a host of the plan has no address");
    return *address;
}

// The customer's networks; all else is some way off.
bool is_local(std::string_view name) {
    const std::string_view address = host(name).address;
    return address.starts_with("10.") || address.starts_with("192.0.2.") ||
           address.starts_with("2001:db8:20:");
}

// One flow being played: knows both ends and the time, appends frames.
class Player {
public:
    Player(const Conversation& talk, double at, std::size_t number, std::vector<Packet>& out)
        : talk_(talk),
          out_(out),
          dice_(seed_of(talk.name) + number),
          now_(static_cast<std::int64_t>(at * kSecond)) {
        initiator_ = address_of(talk.from);
        responder_ = address_of(talk.to);
        trip_ = is_local(talk.from) && is_local(talk.to) ? kLocalTrip : kInternetTrip;
        vlan_ = std::max(host(talk.from).vlan, host(talk.to).vlan);
        port_ = static_cast<std::uint16_t>(49152 + dice_.below(16000));
        sequence_[0] = static_cast<std::uint32_t>(dice_.next());
        sequence_[1] = static_cast<std::uint32_t>(dice_.next());
    }

    void play() {
        if (talk_.protocol == Protocol::tcp) return play_tcp();
        if (talk_.protocol == Protocol::udp) return play_udp();
        play_echo();
    }

private:
    static std::size_t index(Side side) { return side == Side::initiator ? 0 : 1; }
    static Side other(Side side) { return side == Side::initiator ? Side::responder : Side::initiator; }

    Path path(Side from) {
        const bool out = from == Side::initiator;
        return {.source = out ? initiator_ : responder_,
                .destination = out ? responder_ : initiator_,
                .vlan = vlan_,
                .hop_limit = static_cast<std::uint8_t>(out ? 127 : 60),
                .identification = static_cast<std::uint16_t>(dice_.next())};
    }

    void put(Octets frame) {
        now_ += static_cast<std::int64_t>(dice_.below(90)) * kMicrosecond;
        out_.push_back({.time = {kBegin + now_ / kMicrosecond * kMicrosecond}, .frame = std::move(frame)});
    }

    void segment(Side from, std::uint8_t flags, const Octets& payload) {
        std::uint32_t& sequence = sequence_[index(from)];
        const bool out = from == Side::initiator;
        TcpSegment segment{.source_port = out ? port_ : talk_.port,
                           .destination_port = out ? talk_.port : port_,
                           .sequence = sequence,
                           .acknowledgement = (flags & kAck) != 0 ? sequence_[index(other(from))] : 0,
                           .flags = flags,
                           .options = {},
                           .payload = payload};
        if ((flags & kSyn) != 0)  // MSS 1460, SACK permitted, window scale 7
            segment.options = be32(0x020405b4) + be32(0x01010402) + be32(0x01030307);
        put(tcp_frame(path(from), segment));
        sequence += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
    }

    void say(const Turn& turn) {
        now_ += trip_ + turn.pause_ms * kMillisecond;
        const std::size_t first = turn.cut != 0 ? turn.cut : kSegment;
        for (std::size_t at = 0; at < turn.bytes.size();) {
            const std::size_t length = at == 0 ? first : kSegment;
            segment(turn.from, kAck | kPsh, turn.bytes.substr(at, length));
            at += length;
        }
        now_ += trip_;
        segment(other(turn.from), kAck, {});
    }

    void play_tcp() {
        segment(Side::initiator, kSyn, {});
        if (talk_.ending == Ending::silent) return repeat_syn();
        now_ += trip_;
        if (talk_.ending == Ending::refused) {
            sequence_[1] = 0;
            return segment(Side::responder, kRst | kAck, {});
        }
        segment(Side::responder, kSyn | kAck, {});
        now_ += trip_;
        segment(Side::initiator, kAck, {});
        for (const Turn& turn : talk_.turns)
            say(turn);
        now_ += trip_;
        if (talk_.ending == Ending::reset) return segment(Side::responder, kRst | kAck, {});
        segment(Side::initiator, kFin | kAck, {});
        now_ += trip_;
        segment(Side::responder, kFin | kAck, {});
        now_ += trip_;
        segment(Side::initiator, kAck, {});
    }

    // After 1 and 3 seconds, as RFC 6298 doubles it.
    void repeat_syn() {
        for (const std::int64_t wait : {1000, 2000}) {
            now_ += wait * kMillisecond;
            --sequence_[0];
            segment(Side::initiator, kSyn, {});
        }
    }

    void play_udp() {
        for (const Turn& turn : talk_.turns) {
            const bool out = turn.from == Side::initiator;
            if (!out && talk_.ending == Ending::silent) continue;
            now_ += trip_ + turn.pause_ms * kMillisecond;
            const Octets frame = udp_frame(path(turn.from), out ? source_port() : talk_.port,
                                           out ? talk_.port : source_port(), turn.bytes);
            put(frame);
            if (talk_.ending != Ending::refused) continue;
            now_ += trip_;
            return put(port_unreachable_frame(path(Side::responder), frame));
        }
    }

    // Phones register from their own SIP port.
    [[nodiscard]] std::uint16_t source_port() const { return talk_.port == 5060 ? talk_.port : port_; }

    void play_echo() {
        const auto identifier = static_cast<std::uint16_t>(dice_.next());
        for (std::uint16_t sequence = 1; sequence <= 3; ++sequence) {
            put(echo_frame(path(Side::initiator), true, identifier, sequence));
            now_ += trip_;
            if (talk_.ending != Ending::silent)
                put(echo_frame(path(Side::responder), false, identifier, sequence));
            now_ += 1000 * kMillisecond;
        }
    }

    const Conversation& talk_;
    std::vector<Packet>& out_;
    Dice dice_;
    std::int64_t now_ = 0;
    std::int64_t trip_ = 0;
    Address initiator_;
    Address responder_;
    std::uint16_t vlan_ = 0;
    std::uint16_t port_ = 0;
    std::uint32_t sequence_[2] = {0, 0};
};

Conversation lookup_of(const Conversation& talk) {
    const std::string_view asked = talk.asked.empty() ? talk.to : talk.asked;
    const DnsTalk question{.name = asked, .alias = host(talk.to).alias, .addresses = {address_of(talk.to)}};
    return {.name = talk.name,
            .product = lookup_product(talk.from),
            .from = talk.from,
            .to = resolver_of(talk.from),
            .protocol = Protocol::udp,
            .port = 53,
            .turns = dns(question, seed_of(talk.name)),
            .at = {talk.at.front() - kLookupLead},
            .expected = lookup_expectation(talk.from),
            .why = "asks for names"};
}

void play(const Conversation& talk, std::vector<Packet>& out) {
    for (std::size_t number = 0; number < talk.at.size(); ++number)
        Player(talk, talk.at[number], number, out).play();
}

// What every wire shows and no document speaks of: neighbours asking for each other. The recorder counts it
// apart.
void put_neighbour_questions(std::vector<Packet>& out) {
    constexpr std::int64_t kQuarterMinute = 15'000 * kMillisecond;
    constexpr int kCount = 8;
    const Address asker = address_of("scada-1");
    const Address wanted = address_of("export-1");
    for (std::int64_t i = 0; i < kCount; ++i) {
        const std::int64_t at = kBegin + kMillisecond + i * 5 * kQuarterMinute;
        out.push_back({.time = {at}, .frame = arp_frame(asker, wanted, false)});
        out.push_back({.time = {at + 2 * kLocalTrip}, .frame = arp_frame(asker, wanted, true)});
    }
}

std::string row(const Conversation& talk, std::string_view name, std::size_t count) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", name, talk.product,
                       host(talk.from).address, host(talk.to).address, protocol_name(talk.protocol),
                       talk.port, count, talk.expected.verdict, talk.expected.ids, talk.why);
}

}  // namespace

std::vector<Packet> stage(const std::vector<Conversation>& plan) {
    std::vector<Packet> out;
    put_neighbour_questions(out);
    for (const Conversation& talk : plan) {
        if (talk.lookup) play(lookup_of(talk), out);
        play(talk, out);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Packet& a, const Packet& b) { return a.time < b.time; });
    return out;
}

std::string expected_table(const std::vector<Conversation>& plan) {
    std::string out =
        "case\tproduct\tinitiator\tresponder\tprotocol\tport\tcount\tverdict\trequirement\twhy\n";
    std::map<std::string_view, std::pair<Conversation, std::size_t>> lookups;
    for (const Conversation& talk : plan) {
        out += row(talk, talk.name, talk.at.size());
        if (talk.lookup) ++lookups.try_emplace(talk.from, lookup_of(talk), 0).first->second.second;
    }
    for (const auto& [from, lookup] : lookups)
        out += row(lookup.first, fmt::format("lookups-{}", from), lookup.second);
    return out;
}

}  // namespace portolan::lab
