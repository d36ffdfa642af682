// The flows of the last hours as the server knows them: updates of the recorder, judged against the policy in
// force, merged into rows of one kind. A row is what a person sees; its flow is the sum of what was merged.
#pragma once

#include "policy/judge.hpp"
#include "policy/ruleset/decide.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace portolan::live {

struct Counts {
    std::uint64_t flows = 0;
    std::uint64_t packets_out = 0, packets_in = 0;
    std::uint64_t bytes_out = 0, bytes_in = 0;
};

struct Row {
    std::uint64_t number = 0;  // growing, never used again
    std::string key;
    evidence::Flow flow;
    policy::FlowAssessment assessment;
    std::string action;  // allowed, blocked, would-block
    std::uint64_t flows = 0;
    Counts stored;                 // what the store has of it already
    std::int64_t sighted = 0;      // ms, monotonic: first sight of the row
    std::int64_t touched = 0;      // ... and of its last change
    std::uint64_t flows_told = 0;  // flows that findings know of
    [[nodiscard]] bool empty() const { return flows == 0; }
    [[nodiscard]] bool blocked() const { return action == "blocked"; }
};

class Ledger {
public:
    static constexpr std::size_t kMostRows = 50'000;
    static constexpr std::int64_t kWindow = 24LL * 3600 * 1'000'000'000;  // ns; rows older than that go

    // `loaded`: the kernel has this policy's ruleset. Rows that there are keep their action and are judged
    // again.
    void set_policy(std::shared_ptr<const policy::Policy> policy,
                    std::shared_ptr<const ruleset::Ruleset> kernel);
    void set_loaded(bool loaded) { loaded_ = loaded; }

    // The resolver answered a client itself; the recorder saw no answer.
    void learn(const Address& client, const std::string& name, const Address& address, std::int64_t until);

    // An update of a flow: totals since its beginning. Ids are of one run of the recorder.
    void update(const std::string& run, std::uint64_t id, evidence::Flow flow, bool final, std::int64_t now);
    void restore(evidence::Flow flow, std::string action, std::uint64_t flows);

    void forget_old(Timestamp now, std::int64_t now_ms);

    [[nodiscard]] const std::deque<std::unique_ptr<Row>>& rows() const { return rows_; }
    // Those that changed since the last call, in no order.
    std::vector<Row*> take_changed();
    [[nodiscard]] std::vector<policy::JudgedFlow> judged() const;
    [[nodiscard]] std::uint64_t overflowed() const { return overflowed_; }

private:
    struct Track {
        Row* row = nullptr;
        Counts counts;
    };
    struct Name {
        std::string name;
        std::int64_t until = 0;
    };
    void put_names(evidence::Flow& flow) const;
    // Our own answers pass no tap (taps see what comes in): where we are the responder, or stand in for a
    // resolver, what was let through counts as answered.
    [[nodiscard]] bool answers_unseen(const evidence::Flow& flow) const;
    [[nodiscard]] std::string action_of(const evidence::Flow& flow) const;
    Row& row_for(const evidence::Flow& flow, policy::FlowAssessment assessment, const std::string& action,
                 std::int64_t now);
    void touch(Row& row, std::int64_t now);
    [[nodiscard]] Address machine(const Address& address) const;

    std::shared_ptr<const policy::Policy> policy_;
    std::shared_ptr<const ruleset::Ruleset> kernel_;
    bool loaded_ = false;
    std::unordered_map<Address, Address, AddressHash> same_machine_;
    std::vector<Address> own_;  // addresses of the box
    std::deque<std::unique_ptr<Row>> rows_;
    std::unordered_map<std::string, Row*> by_key_;
    std::string run_;
    std::unordered_map<std::uint64_t, Track> tracks_;
    std::map<std::pair<Address, Address>, std::vector<Name>> names_;
    std::map<std::uint64_t, Row*> changed_;  // by number
    std::uint64_t next_number_ = 1;
    std::uint64_t overflowed_ = 0;  // flows that found the ledger full
};

}  // namespace portolan::live
