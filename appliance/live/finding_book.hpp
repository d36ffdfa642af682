// Open findings, by identity: what opens one, what keeps it open, what closes it. A finding is told when it
// opens, at most once a minute while it goes on, and when it closes; never once a packet.
#pragma once

#include "appliance/evidence/finding.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace portolan::live {

struct Sighting {
    evidence::FindingIdentity identity;
    std::string requirement;
    evidence::Severity severity = evidence::Severity::warning;
    std::string role, szone, dzone, policy;
    std::uint64_t count = 1;
    Timestamp at;
    std::vector<std::pair<std::string, std::string>> more;  // fields for the event: src, dst, action, ...
};

enum class Step : std::uint8_t { open, update, close };

struct FindingChange {
    evidence::Finding finding;
    Step step = Step::open;
    bool told = true;  // false: for the store alone
    std::vector<std::pair<std::string, std::string>> more;
};

class FindingBook {
public:
    static constexpr std::int64_t kTellEvery = 60LL * 1'000'000'000;
    static constexpr std::int64_t kQuiet = 15LL * 60 * 1'000'000'000;  // of flows; then it is over
    static constexpr std::size_t kMostOpen = 20'000;

    void restore(std::vector<evidence::Finding> open);
    void see(const Sighting& sighting);
    // Ends it now, because what it says is no longer so.
    void close(const evidence::FindingIdentity& identity, Timestamp now);
    void close_quiet(Timestamp now);

    std::vector<FindingChange> take_changes();
    [[nodiscard]] std::size_t open() const { return open_.size(); }
    [[nodiscard]] std::uint64_t refused() const { return refused_; }  // no room for them

private:
    struct Entry {
        evidence::Finding finding;
        Timestamp told;
        std::vector<std::pair<std::string, std::string>> more;
    };
    void change(const Entry& entry, Step step, bool told);
    std::map<evidence::FindingIdentity, Entry> open_;
    std::map<std::string, FindingChange> changes_;  // by fid; the last state of each
    std::vector<FindingChange> steps_;              // openings and closings, in order
    std::uint64_t refused_ = 0;
};

// Kinds that last until a verdict changes, not until it gets quiet.
bool is_requirement_finding(const std::string& kind);

}  // namespace portolan::live
