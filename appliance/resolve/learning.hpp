// Ack before answer: the answers that wait for the Learner's word, for 250 ms at most.
//
// Without that word the answer to a client of an enforcing product becomes SERVFAIL, so that the client asks
// again instead of connecting into a closed way; any other client gets its answer in any case (observe is a
// promise). Whether a client is enforced is known from the Learner's earlier words; of a client of which
// there was none the answer is released, which opens nothing: the kernel still decides.
//
// While the Learner is silent, answers to clients that are not enforced do not wait: a dead enforcer must not
// slow down a network that is only observed.
#pragma once

#include "appliance/resolve/dns_packet.hpp"
#include "appliance/resolve/learner.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace portolan::resolve {

using Uptime = std::chrono::nanoseconds;  // CLOCK_BOOTTIME

// An answer that was withheld or went out without its addresses being learned.
struct Miss {
    Address client;
    std::string name;
    bool refused = false;   // by the Learner; else it was silent
    bool withheld = false;  // the client got SERVFAIL
};

class AnswerSink {
public:
    virtual ~AnswerSink() = default;
    // The answer kept under `token` goes out, or SERVFAIL in its place. A token may be gone meanwhile.
    virtual void release(std::uint64_t token, bool withheld, Uptime now) = 0;
};

class Learning {
public:
    static constexpr Uptime kPatience = std::chrono::milliseconds(250);
    static constexpr std::size_t kMostWaiting = 8'192;  // for the Learner's word; beyond it counts as silent
    static constexpr std::size_t kMostMisses = 256;     // kept for take_misses()
    static constexpr std::size_t kMostEnforced = 65'536;  // clients remembered

    explicit Learning(Learner& learner) : learner_(learner) {}

    // Calls sink.release(token) now or later, once.
    void submit(const Address& client, const DnsPacket& query, Bytes answer, AnswerSink& sink,
                std::uint64_t token, Uptime now);
    void learned(std::uint64_t serial, const LearnOutcome& outcome, Uptime now);
    // Gives up on those that waited too long.
    void expire(Uptime now);
    // When expire() has something to do; negative for never.
    [[nodiscard]] Uptime next_due() const;

    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::uint64_t missed() const { return missed_; }
    [[nodiscard]] std::uint64_t withheld() const { return withheld_; }
    // The newest ones since the last call.
    std::vector<Miss> take_misses();

private:
    struct Waiting {
        Address client;
        std::string name;
        AnswerSink* sink = nullptr;  // null: released already, the word is still awaited
        std::uint64_t token = 0;
        Uptime deadline{};
    };
    void note_miss(const Waiting& waiting, bool refused, bool withheld);
    void remember(const Address& client, bool enforced);

    Learner& learner_;
    std::map<std::uint64_t, Waiting> waiting_;  // by serial, so by deadline
    std::unordered_set<Address, AddressHash> enforced_;
    std::vector<Miss> misses_;
    std::uint64_t last_serial_ = 0;
    std::uint64_t missed_ = 0;
    std::uint64_t withheld_ = 0;
    bool silent_ = false;
};

}  // namespace portolan::resolve
