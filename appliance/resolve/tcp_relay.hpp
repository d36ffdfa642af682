// DNS over TCP: a connection of the client, and one to its resolver as soon as it asks. Queries go on under
// ids of our own, answers come back in any order (RFC 7766), zone transfers in several messages (RFC 5936).
// What one side does the other sees: a resolver that refuses or ends resets or ends the client's connection.
#pragma once

#include "appliance/resolve/learning.hpp"
#include "appliance/resolve/ledger.hpp"
#include "appliance/resolve/listener.hpp"
#include "appliance/resolve/message_stream.hpp"
#include "appliance/resolve/readiness.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace portolan::resolve {

class TcpRelay final : public AnswerSink {
public:
    static constexpr Uptime kIdle = std::chrono::seconds(10);
    static constexpr Uptime kPatience = std::chrono::seconds(30);  // with a query on its way

    TcpRelay(const std::vector<Listener>& listeners, Readiness& readiness, Learning& learning, Ledger& ledger)
        : listeners_(listeners), readiness_(readiness), learning_(learning), ledger_(ledger) {}
    TcpRelay(const TcpRelay&) = delete;

    void on_connections(std::size_t listener, Uptime now);
    void on_client(std::uint64_t number, const Ready& ready, Uptime now);
    void on_resolver(std::uint64_t number, const Ready& ready, Uptime now);
    void release(std::uint64_t token, bool withheld, Uptime now) override;
    // After release(): sends what it added. Not within it, since it may come in the middle of a session's
    // work.
    void settle_touched(Uptime now);
    void expire(Uptime now);
    // Negative for never.
    [[nodiscard]] Uptime next_due() const;

private:
    // A side that does not read may keep as much waiting; then the other is not read either.
    static constexpr std::size_t kMostWaiting = 128U << 10U;

    struct Asked {
        DnsPacket query;
        std::string head;       // what SERVFAIL repeats
        bool transfer = false;  // further messages of the answer may leave the question out
        bool begun = false;
    };
    struct Side {
        Descriptor fd;
        MessageStream in;
        std::string out;
        bool ended = false;
        bool reads = false;  // as epoll was told
        bool writes = false;
    };
    struct Session {
        std::size_t listener = 0;
        Address address;
        Side client;
        Side resolver;
        bool connecting = false;
        std::map<std::uint16_t, Asked> asked;  // by our id
        std::size_t held = 0;                  // answers with Learning
        Uptime deadline{};
    };
    struct Held {
        std::uint64_t session = 0;
        std::string answer;
        std::string head;
    };
    using Sessions = std::map<std::uint64_t, Session>;

    bool read(Side& side);
    bool ask(Session& session, Bytes message);
    bool ensure_resolver(std::uint64_t number, Session& session);
    void take_answer(std::uint64_t number, Session& session, Bytes message, Uptime now);
    // Sends what waits, tells epoll, and ends the session where nothing is left to do.
    void settle(Sessions::iterator at, Uptime now);
    void watch(Side& side, std::uint64_t token, bool reads, bool writes);
    void end(Sessions::iterator at, bool abort);

    const std::vector<Listener>& listeners_;
    Readiness& readiness_;
    Learning& learning_;
    Ledger& ledger_;
    Sessions sessions_;
    std::map<std::uint64_t, Held> held_;  // by token
    std::vector<std::uint64_t> touched_;
    std::set<std::pair<Uptime, std::uint64_t>> deadlines_;
    std::uint64_t last_number_ = 0;
};

}  // namespace portolan::resolve
