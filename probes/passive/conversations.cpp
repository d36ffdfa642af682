#include "probes/passive/conversations.hpp"

#include "appliance/base/icmp_names.hpp"
#include "probes/passive/byte_order.hpp"
#include "probes/passive/datagram_facts.hpp"
#include "probes/passive/dns_message.hpp"

#include <algorithm>
#include <functional>

namespace portolan::passive {
namespace {

using evidence::Fact;

constexpr std::uint16_t kDnsPort = 53;
// Segments of a direction that are looked at: a hello has two or three, a mail session's way to STARTTLS some
// more.
constexpr std::uint8_t kMostStreamLooks = 24;
// Some devices send keep-alives before the first message; what four datagrams don't tell, none will.
constexpr std::uint8_t kMostDatagramLooks = 4;

std::uint64_t owner_id(std::uint32_t number, bool from_high) {
    return std::uint64_t{number} << 1U | (from_high ? 1 : 0);
}

std::uint16_t responder_port(const FlowState& flow) {
    return flow.initiator_high ? flow.key.low_port : flow.key.high_port;
}

std::uint32_t question_hash(const DnsMessage& message) {
    const std::size_t hash = std::hash<std::string>()(message.question) * 31 + message.id;
    return static_cast<std::uint32_t>(hash ^ hash >> 32U) | 1U;  // never the 0 of an empty place
}

// Two bytes of length before each message (RFC 1035 section 4.2.2). A tunnel through port 53 looks otherwise
// and is then looked at like any other stream.
bool may_be_dns_stream(Bytes stream) {
    constexpr std::size_t kHeader = 12;
    if (stream.size() < 2) return true;
    const std::size_t length = load16(stream, 0);
    if (length < kHeader || length > StreamHead::kSize - 2) return false;
    return stream.size() < 8 || ((load16(stream, 4) & 0x7800U) == 0 && load16(stream, 6) == 1);
}

std::string mac_text(const MacAddress& mac) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : mac) {
        if (!text.empty()) text += ':';
        text += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
        text += kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0f})];
    }
    return text;
}

void add_header_facts(const FlowState& state, evidence::Flow& flow) {
    if (flow.protocol == Protocol::icmp)
        flow.facts.set(Fact::icmp, icmp_name(state.key.ip_protocol == kIcmpV6, state.icmp_type));
    if (state.has_mac) flow.facts.set(Fact::mac, mac_text(state.initiator_mac));
}

}  // namespace

bool Conversations::add(const Sighting& sighting, const Packet& packet, Oddities& oddities) {
    if (sighting.flow == FlowIndex::kNone) return false;
    FlowState& flow = table_.state(sighting.flow);
    if (sighting.is_new) add_names(flow, packet.time);
    if (packet.payload.empty() || flow.decided[sighting.from_high]) return sighting.is_new;
    if (packet.ip_protocol == kTcp) add_stream(flow, sighting, packet, oddities);
    if (packet.ip_protocol == kUdp) add_datagram(flow, sighting, packet, oddities);
    return true;
}

Conversations::Details& Conversations::details(FlowState& flow) {
    if (flow.details == FlowState::kNoDetails && !free_details_.empty()) {
        flow.details = free_details_.back();
        free_details_.pop_back();
    } else if (flow.details == FlowState::kNoDetails) {
        flow.details = static_cast<std::uint32_t>(details_.size());
        details_.emplace_back();
    }
    return details_[flow.details];
}

void Conversations::add_names(FlowState& flow, Timestamp now, bool told_only) {
    const Address& initiator = flow.initiator_high ? flow.key.high : flow.key.low;
    const Address& responder = flow.initiator_high ? flow.key.low : flow.key.high;
    std::vector<std::string> names =
        told_only ? names_.find_told(initiator, responder, now) : names_.find(initiator, responder, now);
    if (!names.empty()) details(flow).names = std::move(names);
}

void Conversations::add_stream(FlowState& flow, const Sighting& sighting, const Packet& packet,
                               Oddities& oddities) {
    const bool side = sighting.from_high;
    const std::uint32_t first =
        packet.sequence + ((packet.tcp_flags & kSyn) != 0 ? 1U : 0U);  // SYN takes a number
    const std::uint32_t offset = first - flow.stream_start[side];
    if ((packet.tcp_flags & kRst) != 0 || offset >= StreamHead::kSize) return;
    const bool last_look = ++flow.looks[side] >= kMostStreamLooks;
    Details& details = this->details(flow);
    Bytes stream = packet.payload;
    const bool alone =
        offset == 0 && details.heads[side] == StreamPool::kNone;  // the usual case copies nothing
    if (!alone) {
        StreamHead* head = this->head(details, sighting, oddities);
        if (head == nullptr) return close(flow, sighting.flow, side);
        head->add(offset, packet.payload);
        stream = head->contiguous();
    }
    const bool ends = last_look || !packet.payload_whole() || stream.size() >= StreamHead::kSize;
    if (!stream.empty())
        look(flow, sighting, stream, ends ? More::none : More::possible, packet.time, oddities);
    if (ends) return close(flow, sighting.flow, side);
    if (!alone || flow.decided[side]) return;
    if (StreamHead* head = this->head(details_[flow.details], sighting, oddities); head != nullptr)
        head->add(0, packet.payload);
}

// The head of this direction, taken from the pool where it has none yet; null where another has taken it
// since.
StreamHead* Conversations::head(Details& details, const Sighting& sighting, Oddities& oddities) {
    const std::uint64_t owner = owner_id(sighting.flow, sighting.from_high);
    std::uint32_t& slot = details.heads[sighting.from_high];
    if (slot == StreamPool::kNone) {
        const StreamPool::Taken taken = pool_.take(owner);
        if (taken.robbed) oddities.add(Oddity::reassembly_pool_full);
        slot = taken.slot;
    }
    return pool_.find(slot, owner);
}

void Conversations::look(FlowState& flow, const Sighting& sighting, Bytes stream, More more, Timestamp now,
                         Oddities& oddities) {
    const bool from_client = sighting.from_high == flow.initiator_high;
    if (responder_port(flow) == kDnsPort && may_be_dns_stream(stream))
        return look_at_dns_stream(flow, from_client, stream, now, oddities);
    Conversation& talk = details(flow).talk;
    const Begin begin = flow.mid_flow ? Begin::middle : Begin::start;
    if (from_client) {
        look_at_client(talk, stream, begin, more, http_patterns_);
    } else {
        look_at_server(talk, stream, begin, more);
    }
    if (talk.client_decided) close(flow, sighting.flow, flow.initiator_high);
    if (talk.server_decided) close(flow, sighting.flow, !flow.initiator_high);
}

void Conversations::close(FlowState& flow, std::uint32_t number, bool from_high) {
    flow.decided[from_high] = true;
    pool_.release(details(flow).heads[from_high], owner_id(number, from_high));
}

void Conversations::add_datagram(FlowState& flow, const Sighting& sighting, const Packet& packet,
                                 Oddities& oddities) {
    const bool side = sighting.from_high;
    const bool from_client = side == flow.initiator_high;
    if (responder_port(flow) == kDnsPort &&
        look_at_dns(flow, from_client, packet.payload, packet.time, oddities))
        return;  // the next message may answer another name
    evidence::Facts facts;
    if (look_at_datagram(facts, packet)) {
        details(flow).talk.facts = std::move(facts);
        flow.decided = {true, true};
    } else if (++flow.looks[side] >= kMostDatagramLooks) {
        flow.decided[side] = true;
    }
}

// RFC 1035 section 4.2.2: two bytes of length before each message. The stream is looked at anew from its
// start each time; learning a name twice changes nothing.
void Conversations::look_at_dns_stream(FlowState& flow, bool from_client, Bytes stream, Timestamp now,
                                       Oddities& oddities) {
    while (stream.size() >= 2) {
        const std::size_t length = load16(stream, 0);
        if (length > stream.size() - 2 ||
            !look_at_dns(flow, from_client, stream.subspan(2, length), now, oddities))
            return;
        stream = stream.subspan(2 + length);
    }
}

// False where the message is no DNS.
bool Conversations::look_at_dns(FlowState& flow, bool from_client, Bytes message, Timestamp now,
                                Oddities& oddities) {
    const std::optional<DnsMessage> dns = parse_dns(message);
    if (!dns || dns->response == from_client) return false;
    Details& details = this->details(flow);
    if (details.talk.facts.find(Fact::app) == nullptr) details.talk.facts.set(Fact::app, "dns");
    const std::uint32_t hash = question_hash(*dns);
    const bool asked = std::find(details.asked.begin(), details.asked.end(), hash) != details.asked.end();
    if (from_client && !asked) details.asked[details.next_asked++ % details.asked.size()] = hash;
    if (from_client || dns->question.empty()) return true;
    // An answer nobody asked for could give an address any name.
    if (!asked) oddities.add(Oddity::dns_answer_without_query);
    if (!asked) return true;
    const Address& client = flow.initiator_high ? flow.key.high : flow.key.low;
    for (const DnsAddress& answer : dns->addresses)
        if (!names_.learn(client, answer.address, dns->question, now, answer.ttl))
            oddities.add(Oddity::name_table_full);
    return true;
}

void Conversations::finish() {
    for (const std::uint64_t owner : pool_.owners())
        finish_side(static_cast<std::uint32_t>(owner >> 1U), (owner & 1U) != 0);
}

void Conversations::finish(std::uint32_t number) {
    for (const bool from_high : {false, true})
        finish_side(number, from_high);
}

void Conversations::finish_side(std::uint32_t number, bool from_high) {
    FlowState& flow = table_.state(number);
    if (flow.details == FlowState::kNoDetails) return;
    const StreamHead* head = pool_.find(details(flow).heads[from_high], owner_id(number, from_high));
    if (head == nullptr || head->contiguous().empty()) return;
    Oddities ignored;  // nothing new is taken any more
    look(flow, {number, from_high, false}, head->contiguous(), More::none, flow.last, ignored);
}

void Conversations::find_told_names(std::uint32_t number) {
    FlowState& flow = table_.state(number);
    if (flow.details == FlowState::kNoDetails || details_[flow.details].names.empty())
        add_names(flow, flow.first, true);
}

void Conversations::describe(std::uint32_t number, evidence::Flow& flow) const {
    const FlowState& state = table_.state(number);
    if (state.details != FlowState::kNoDetails) {
        flow.facts = details_[state.details].talk.facts;
        flow.names = details_[state.details].names;
    }
    add_header_facts(state, flow);
}

void Conversations::release(std::uint32_t number, evidence::Flow& flow) {
    FlowState& state = table_.state(number);
    if (state.details != FlowState::kNoDetails) {
        Details& details = details_[state.details];
        flow.facts = std::move(details.talk.facts);
        flow.names = std::move(details.names);
        for (const bool from_high : {false, true})
            pool_.release(details.heads[from_high], owner_id(number, from_high));
        details = Details{};
        free_details_.push_back(state.details);
        state.details = FlowState::kNoDetails;
    }
    add_header_facts(state, flow);
}

}  // namespace portolan::passive
