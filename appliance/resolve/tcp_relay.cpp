#include "appliance/resolve/tcp_relay.hpp"

#include "appliance/resolve/token.hpp"

#include <array>
#include <cerrno>

namespace portolan::resolve {
namespace {

std::string with_id(Bytes message, std::uint16_t id) {
    std::string out(as_text(message));
    out[0] = static_cast<char>(id >> 8U);
    out[1] = static_cast<char>(id & 0xffU);
    return out;
}

// False where the connection is broken.
bool flush(int fd, std::string& out) {
    while (!out.empty()) {
        const ssize_t size = send(fd, out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0) return errno == EAGAIN || errno == EINTR;
        out.erase(0, static_cast<std::size_t>(size));
    }
    return true;
}

}  // namespace

void TcpRelay::on_connections(std::size_t listener, Uptime now) {
    constexpr int kTurn = 16;
    for (int i = 0; i < kTurn; ++i) {
        Peer peer;
        std::optional<Descriptor> accepted = accept_tcp(listeners_[listener].tcp.get(), peer);
        if (!accepted) return;
        const Address address = peer.address();
        if (!ledger_.open_connection(address)) continue;  // closes it
        const std::uint64_t number = ++last_number_;
        const auto at = sessions_.emplace(number, Session{}).first;
        Session& session = at->second;
        session.listener = listener;
        session.address = address;
        session.client.fd = std::move(*accepted);
        session.client.reads = true;
        session.deadline = now + kIdle;
        deadlines_.emplace(session.deadline, number);
        if (!readiness_.add(session.client.fd.get(), token_of(SocketKind::tcp_client, number), true, false))
            end(at, true);
    }
}

// False where the connection is broken; its end is no break.
bool TcpRelay::read(Side& side) {
    std::array<std::byte, 16'384> buffer;
    const ssize_t size = recv(side.fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    side.ended = size == 0;
    side.in.append(std::span(buffer).first(static_cast<std::size_t>(size)));
    return true;
}

void TcpRelay::on_client(std::uint64_t number, const Ready& ready, Uptime now) {
    const auto at = sessions_.find(number);
    if (at == sessions_.end()) return;
    Session& session = at->second;
    if (ready.broken || (ready.readable && session.client.reads && !read(session.client)))
        return end(at, true);
    while (const std::optional<Bytes> message = session.client.in.next())
        if (!ask(session, *message) || !ensure_resolver(number, session)) return end(at, true);
    settle(at, now);
}

bool TcpRelay::ask(Session& session, Bytes message) {
    const std::optional<DnsPacket> query = read_dns(message);
    if (!query || query->response) {
        ++ledger_.counts.malformed;
        return false;
    }
    if (!ledger_.open_query(session.address)) return false;
    ++ledger_.counts.queries;
    std::uint16_t id = random_id();
    while (session.asked.contains(id))
        id = random_id();
    Asked& asked = session.asked[id];
    asked.query = *query;
    asked.head = as_text(message.first(query->end_of_question));
    asked.transfer = query->type == kTypeAxfr || query->type == kTypeIxfr;
    append_message(session.resolver.out, as_bytes(with_id(message, id)));
    return true;
}

bool TcpRelay::ensure_resolver(std::uint64_t number, Session& session) {
    if (session.resolver.fd.valid() || session.resolver.ended) return !session.resolver.ended;
    Result<Descriptor> fd = connect_tcp(listeners_[session.listener].resolver);
    if (!fd || !readiness_.add(fd->get(), token_of(SocketKind::tcp_resolver, number), false, true)) {
        ++ledger_.counts.unanswered;
        return false;
    }
    session.resolver.fd = std::move(*fd);
    session.resolver.writes = true;
    session.connecting = true;
    return true;
}

void TcpRelay::on_resolver(std::uint64_t number, const Ready& ready, Uptime now) {
    const auto at = sessions_.find(number);
    if (at == sessions_.end() || !at->second.resolver.fd.valid()) return;
    Session& session = at->second;
    if (session.connecting && ready.broken) return end(at, true);  // refused, or nobody there
    if (ready.writable) session.connecting = false;
    if (ready.readable && (session.resolver.reads || ready.broken) && !read(session.resolver))
        session.resolver.ended = true;
    while (const std::optional<Bytes> message = session.resolver.in.next())
        take_answer(number, session, *message, now);
    settle(at, now);
}

void TcpRelay::take_answer(std::uint64_t number, Session& session, Bytes message, Uptime now) {
    const std::optional<DnsPacket> answer = read_dns(message);
    const auto found = answer ? session.asked.find(answer->id) : session.asked.end();
    if (found == session.asked.end()) {
        ++ledger_.counts.ignored;
        return;
    }
    Asked& asked = found->second;
    const bool goes_on = asked.transfer && asked.begun && answer->response && answer->questions == 0;
    if (!goes_on && !answers(asked.query, *answer)) {
        ++ledger_.counts.ignored;
        return;
    }
    asked.begun = true;
    std::string out = with_id(message, asked.query.id);
    if (asked.transfer) {
        ++ledger_.counts.answers;
        return append_message(session.client.out, as_bytes(out));
    }
    const DnsPacket query = std::move(asked.query);
    const std::uint64_t token = ++last_number_;
    held_[token] = {number, std::move(out), std::move(asked.head)};
    ++session.held;
    session.asked.erase(found);
    learning_.submit(session.address, query, message, *this, token, now);
}

void TcpRelay::release(std::uint64_t token, bool withheld, Uptime) {
    const auto found = held_.find(token);
    if (found == held_.end()) return;
    const Held held = std::move(found->second);
    held_.erase(found);
    const auto at = sessions_.find(held.session);
    if (at == sessions_.end()) return;
    ++ledger_.counts.answers;
    --at->second.held;
    ledger_.close_query(at->second.address);
    append_message(at->second.client.out, as_bytes(withheld ? servfail(as_bytes(held.head)) : held.answer));
    touched_.push_back(held.session);
}

void TcpRelay::settle_touched(Uptime now) {
    for (const std::uint64_t number : std::exchange(touched_, {}))
        if (const auto at = sessions_.find(number); at != sessions_.end()) settle(at, now);
}

void TcpRelay::settle(Sessions::iterator at, Uptime now) {
    Session& session = at->second;
    if (!flush(session.client.fd.get(), session.client.out)) return end(at, true);
    if (session.resolver.fd.valid() && !session.connecting &&
        !flush(session.resolver.fd.get(), session.resolver.out))
        session.resolver.ended = true;
    if (session.resolver.ended) session.resolver.fd = Descriptor();
    const bool nothing_to_send = session.client.out.empty() && session.held == 0;
    const bool nothing_to_come = session.resolver.ended || (session.client.ended && session.asked.empty());
    if (nothing_to_send && nothing_to_come) return end(at, false);
    deadlines_.erase({session.deadline, at->first});
    session.deadline = now + (session.asked.empty() && session.held == 0 ? kIdle : kPatience);
    deadlines_.emplace(session.deadline, at->first);
    watch(session.client, token_of(SocketKind::tcp_client, at->first),
          !session.client.ended && session.resolver.out.size() < kMostWaiting, !session.client.out.empty());
    watch(session.resolver, token_of(SocketKind::tcp_resolver, at->first),
          !session.connecting && session.client.out.size() < kMostWaiting,
          session.connecting || !session.resolver.out.empty());
}

void TcpRelay::watch(Side& side, std::uint64_t token, bool reads, bool writes) {
    if (!side.fd.valid() || (side.reads == reads && side.writes == writes)) return;
    side.reads = reads;
    side.writes = writes;
    readiness_.change(side.fd.get(), token, reads, writes);
}

void TcpRelay::end(Sessions::iterator at, bool abort) {
    const Session& session = at->second;
    for (const auto& [id, asked] : session.asked) {
        ledger_.close_query(session.address);
        if (!asked.begun) ++ledger_.counts.unanswered;
    }
    for (std::size_t i = 0; i < session.held; ++i)
        ledger_.close_query(session.address);
    if (abort) abort_on_close(session.client.fd.get());
    ledger_.close_connection(session.address);
    deadlines_.erase({session.deadline, at->first});
    sessions_.erase(at);
}

void TcpRelay::expire(Uptime now) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now)
        end(sessions_.find(deadlines_.begin()->second), false);
}

Uptime TcpRelay::next_due() const {
    return deadlines_.empty() ? Uptime(-1) : deadlines_.begin()->first;
}

}  // namespace portolan::resolve
