// From what arrived to what is shown, told and kept: rows of flows, findings, verdicts, events. The server
// calls it a few times a second; what it has for the store stands in a batch.
#pragma once

#include "appliance/roles/server_state.hpp"
#include "appliance/store/batch.hpp"
#include "appliance/syslog/event_making.hpp"

#include <string>
#include <utility>
#include <vector>

namespace portolan::roles {

class LiveJudge {
public:
    LiveJudge(ServerState& state, store::Batch& batch) : state_(state), batch_(batch) {}

    // After a policy came into force: the assessment's products anew, all rows anew.
    void begin_policy();
    // Rows that changed, to page and findings. A flow becomes a finding only when it has settled: its names
    // may come a moment after its first packet.
    void take_flows(Timestamp now, std::int64_t now_ms);
    // All requirements; costs grow with rows, so the caller spaces it out.
    void judge(Timestamp now);
    void tell_findings(Timestamp now);
    // Findings on their way to the store. They are shown when they are kept: what a person saw, a crash does
    // not take away.
    std::vector<webui::FindingRow> take_unkept() { return std::exchange(unkept_, {}); }
    void put_back(std::vector<webui::FindingRow> rows);
    void show_findings(std::vector<webui::FindingRow> rows);
    // Increments of rows since the last call, to the store.
    void store_flows();
    void forget_old(Timestamp now, std::int64_t now_ms);

    // An evidence source is whole, or no longer.
    void begin_gap(const std::string& source, const std::string& reason, Timestamp now);
    void end_gap(const std::string& source, Timestamp now);

    // After a restart: the gaps that the store knows of.
    void restore_gaps(std::vector<evidence::CoverageInterval> covered);

    void event(syslog::EventCode code, const syslog::Fields& fields, Timestamp now);

private:
    static constexpr std::int64_t kSettle = 400;  // ms

    void show(const live::Row& row);
    void find(live::Row& row);
    void note_seen(const live::Row& row);
    void verdict_finding(const live::VerdictChange& change, Timestamp now);
    [[nodiscard]] std::string lacking(Timestamp now) const;

    ServerState& state_;
    store::Batch& batch_;
    std::map<std::string, Timestamp> covered_;      // sources that are whole, since when
    std::map<std::uint64_t, live::Row*> settling_;  // by number
    std::vector<webui::FindingRow> unkept_;
};

}  // namespace portolan::roles
