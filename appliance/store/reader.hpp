// Questions to the store, over a read-only connection of its own and with a deadline. One Reader serves one
// thread. Lists come newest first, in pages: `next` is the cursor of the following page, empty at the end.
#pragma once

#include "appliance/base/result.hpp"
#include "appliance/evidence/seen_flow.hpp"
#include "appliance/store/batch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::store {

class Database;

inline constexpr std::uint64_t kMostCounted = 10'000;

template <typename Row>
struct Page {
    std::vector<Row> items;
    std::uint64_t total = 0;  // over all pages; kMostCounted + 1 stands for more than can be counted in time
    std::string next;
};

struct PageRequest {
    std::size_t limit = 100;  // at most 500
    std::string cursor;       // `next` of the page before; anything else is ErrorCode::bad_input
};

struct FindingFilter {
    std::optional<evidence::FindingState> state;
    std::string kind;  // empty = any
    std::string product;
};

struct FlowFilter {
    std::string verdict;  // empty = any
    std::string action;
    std::string product;
    std::string requirement;         // deciding
    std::string asset;               // name of either end
    std::string text;                // part of an address' text, asset, decision, reason, protocol or a name
    std::optional<Timestamp> since;  // last seen then or later
};

// One step of the activity chart; `series` is the verdict, or "blocked" for what was blocked.
struct ActivityBucket {
    Timestamp from;
    std::string series;
    std::uint64_t flows = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
};

struct FindingCount {
    std::string product;
    std::string kind;
    std::uint64_t open = 0;
};

class Reader {
public:
    static Result<Reader> open(const std::string& path,
                               std::chrono::milliseconds deadline = std::chrono::milliseconds(2000));
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    Result<Page<evidence::Finding>> findings(const FindingFilter& filter, const PageRequest& page);
    Result<std::vector<evidence::Finding>> open_findings();  // all: what the server begins with
    Result<std::vector<FindingCount>> finding_counts();

    // Of one requirement, newest first, at most 500.
    Result<std::vector<evidence::VerdictInterval>> verdict_history(const std::string& requirement);
    Result<std::vector<evidence::VerdictInterval>> open_verdicts();
    // Intervals that touch the time from `since`, oldest first, at most 5000.
    Result<std::vector<evidence::CoverageInterval>> coverage(Timestamp since);
    Result<std::vector<evidence::CounterTotal>> counters();

    Result<Page<evidence::JudgedFlow>> flows(const FlowFilter& filter, const PageRequest& page);
    // What was seen since then, merged to what decides a first packet; the latest `most` rows. A walk through
    // all flows of that time: of an open() with patience, and not on a thread that others wait for.
    Result<evidence::FlowHistory> seen_flows(Timestamp since, std::size_t most);
    // Steps of `step` seconds (a multiple of 60) from `from`; empty steps are left out.
    Result<std::vector<ActivityBucket>> activity(Timestamp from, std::uint64_t step);

    Result<Page<evidence::AuditEntry>> audit(const PageRequest& page);
    Result<std::vector<evidence::User>> users();
    Result<std::optional<evidence::User>> user(const std::string& name);
    Result<std::vector<evidence::KeptAttestation>> attestations();  // all, newest first

    // Stored events with a number of at least `from`, in order. Where the spool has dropped some, the first
    // number is higher than `from`.
    Result<std::vector<evidence::Event>> events(std::uint64_t from, std::size_t most);
    Result<std::uint64_t> last_event();
    Result<std::vector<EventCursor>> cursors();

private:
    Reader(std::unique_ptr<Database> database, std::chrono::milliseconds deadline);
    Database& begin();
    std::unique_ptr<Database> database_;
    std::chrono::milliseconds deadline_;
};

}  // namespace portolan::store
