// The kept flows as a history of first packets, for the question what a policy would do with them.
#include "appliance/store/column_json.hpp"
#include "appliance/store/database.hpp"
#include "appliance/store/reader.hpp"

#include <algorithm>
#include <string_view>

namespace portolan::store {
namespace {

// Rows of an hour and of a verdict become one; of the facts only the ICMP type decides a first packet.
constexpr std::string_view kSeen =
    "SELECT initiator, responder, protocol, port, names, iif(protocol LIKE 'icmp%', facts, '[]') AS said, "
    "sum(flows), max(answered), max(action = 'blocked'), min(first), max(last) AS latest FROM flows "
    "WHERE last >= ? GROUP BY initiator, responder, protocol, port, names, said ORDER BY latest DESC LIMIT ?";

Result<Address> read_address(const std::string& text) {
    Result<Address> address = Address::parse(text);
    if (!address) return fail(ErrorCode::bad_input, "the store is damaged: no address in a flow");
    return address;
}

Protocol protocol_of(const std::string& word) {
    if (word.starts_with("icmp")) return Protocol::icmp;
    return parse_protocol(word).value_or(Protocol::other);
}

Result<evidence::SeenFlow> read_seen(Statement& row) {
    evidence::SeenFlow out;
    out.initiator = TRY(read_address(row.text_at(0)));
    out.responder = TRY(read_address(row.text_at(1)));
    out.protocol = protocol_of(row.text_at(2));
    out.port = static_cast<std::uint16_t>(row.number_at(3));
    out.names = TRY(parse_list(row.text_at(4)));
    const evidence::Facts facts = TRY(parse_facts(row.text_at(5)));
    if (const std::string* type = facts.find(Fact::icmp)) out.icmp = *type;
    out.flows = row.number_at(6);
    out.answered = row.flag_at(7);
    out.blocked = row.flag_at(8);
    out.first = row.time_at(9);
    out.last = row.time_at(10);
    return out;
}

}  // namespace

Result<evidence::FlowHistory> Reader::seen_flows(Timestamp since, std::size_t most) {
    Statement statement = TRY(begin().prepare(kSeen));
    statement.time(since).number(most + 1);
    evidence::FlowHistory out;
    out.from = out.to = since;
    out.by_us = true;
    while (TRY(statement.step())) {
        if (out.flows.size() == most) {
            out.cut = true;
            break;
        }
        out.flows.push_back(TRY(read_seen(statement)));
        out.to = std::max(out.to, out.flows.back().last);
    }
    return out;
}

}  // namespace portolan::store
