// DNS over UDP: each query goes on from a socket of its own, under an id of its own; the first answer that
// fits goes back. A resolver that does not answer leaves the client without an answer, as a network would.
#pragma once

#include "appliance/resolve/learning.hpp"
#include "appliance/resolve/ledger.hpp"
#include "appliance/resolve/listener.hpp"
#include "appliance/resolve/readiness.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace portolan::resolve {

class UdpRelay final : public AnswerSink {
public:
    // Clients ask again after 5 s at the latest, with a new query.
    static constexpr Uptime kLife = std::chrono::seconds(10);

    UdpRelay(const std::vector<Listener>& listeners, Readiness& readiness, Learning& learning, Ledger& ledger)
        : listeners_(listeners),
          readiness_(readiness),
          learning_(learning),
          ledger_(ledger),
          buffer_(65'536) {}

    void on_queries(std::size_t listener, Uptime now);
    void on_answers(std::uint64_t number, Uptime now);
    void release(std::uint64_t number, bool withheld, Uptime now) override;
    void expire(Uptime now);
    // Negative for never.
    [[nodiscard]] Uptime next_due() const;

private:
    struct Query {
        std::size_t listener = 0;
        Datagram way;
        Address client;
        DnsPacket asked;
        std::string head;  // as asked, to the end of the question: what SERVFAIL repeats
        std::uint16_t id = 0;
        Descriptor resolver;
        std::string answer;  // empty until it is there
        Uptime deadline{};
    };
    void ask(std::size_t listener, const Datagram& datagram, Uptime now);
    void forget(std::map<std::uint64_t, Query>::iterator at);

    const std::vector<Listener>& listeners_;
    Readiness& readiness_;
    Learning& learning_;
    Ledger& ledger_;
    std::map<std::uint64_t, Query> queries_;
    std::set<std::pair<Uptime, std::uint64_t>> deadlines_;
    std::uint64_t last_number_ = 0;
    std::vector<std::byte> buffer_;
};

}  // namespace portolan::resolve
