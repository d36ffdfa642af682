#include "appliance/resolve/udp_relay.hpp"

#include "appliance/resolve/token.hpp"

#include <cerrno>

namespace portolan::resolve {
namespace {

// Datagrams of one socket in a row, before the others have their turn.
constexpr int kTurn = 64;

}  // namespace

void UdpRelay::on_queries(std::size_t listener, Uptime now) {
    for (int i = 0; i < kTurn; ++i) {
        const std::optional<Datagram> datagram = receive(listeners_[listener].udp.get(), buffer_);
        if (!datagram) return;
        ask(listener, *datagram, now);
    }
}

void UdpRelay::ask(std::size_t listener, const Datagram& datagram, Uptime now) {
    const std::span<std::byte> message = std::span(buffer_).first(datagram.size);
    const std::optional<DnsPacket> asked = read_dns(message);
    if (!asked || asked->response) {
        ++ledger_.counts.malformed;
        return;
    }
    const Address client = datagram.from.address();
    if (!ledger_.open_query(client)) return;
    ++ledger_.counts.queries;
    const std::uint64_t number = ++last_number_;
    const auto at = queries_.emplace(number, Query{}).first;
    Query& query = at->second;
    query.listener = listener;
    query.way = datagram;
    query.client = client;
    query.asked = *asked;
    query.head = as_text(message.first(asked->end_of_question));
    query.deadline = now + kLife;
    deadlines_.emplace(query.deadline, number);
    query.id = random_id();
    message[0] = static_cast<std::byte>(query.id >> 8U);
    message[1] = static_cast<std::byte>(query.id & 0xffU);
    Result<Descriptor> resolver = connect_udp(listeners_[listener].resolver);
    const bool sent = resolver &&
                      readiness_.add(resolver->get(), token_of(SocketKind::udp_query, number), true, false) &&
                      send(resolver->get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    if (sent) {
        query.resolver = std::move(*resolver);
        return;
    }
    ++ledger_.counts.unanswered;
    forget(at);
}

void UdpRelay::on_answers(std::uint64_t number, Uptime now) {
    const auto at = queries_.find(number);
    if (at == queries_.end()) return;
    Query& query = at->second;
    for (int i = 0; i < kTurn; ++i) {
        const ssize_t size = recv(query.resolver.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (size < 0 &&
            errno == ECONNREFUSED) {  // nobody listens there now; the next query may find somebody
            ++ledger_.counts.unanswered;
            return forget(at);
        }
        if (size < 0) return;
        const std::span<std::byte> message = std::span(buffer_).first(static_cast<std::size_t>(size));
        const std::optional<DnsPacket> answer = read_dns(message);
        if (!answer || answer->id != query.id || !answers(query.asked, *answer)) {
            ++ledger_.counts.ignored;
            continue;
        }
        message[0] = static_cast<std::byte>(query.asked.id >> 8U);
        message[1] = static_cast<std::byte>(query.asked.id & 0xffU);
        query.answer = as_text(message);
        query.resolver = Descriptor();  // the first answer is the answer
        return learning_.submit(query.client, query.asked, message, *this, number, now);
    }
}

void UdpRelay::release(std::uint64_t number, bool withheld, Uptime) {
    const auto at = queries_.find(number);
    if (at == queries_.end()) return;
    const Query& query = at->second;
    const std::string message = withheld ? servfail(as_bytes(query.head)) : query.answer;
    ++(reply(listeners_[query.listener].udp.get(), query.way, as_bytes(message))
           ? ledger_.counts.answers
           : ledger_.counts.undelivered);
    forget(at);
}

void UdpRelay::forget(std::map<std::uint64_t, Query>::iterator at) {
    ledger_.close_query(at->second.client);
    deadlines_.erase({at->second.deadline, at->first});
    queries_.erase(at);
}

void UdpRelay::expire(Uptime now) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        ++ledger_.counts.unanswered;
        forget(queries_.find(deadlines_.begin()->second));
    }
}

Uptime UdpRelay::next_due() const {
    return deadlines_.empty() ? Uptime(-1) : deadlines_.begin()->first;
}

}  // namespace portolan::resolve
