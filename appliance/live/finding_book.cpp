#include "appliance/live/finding_book.hpp"

#include "appliance/base/ulid.hpp"

#include <algorithm>

namespace portolan::live {

bool is_requirement_finding(const std::string& kind) {
    return kind.starts_with("requirement-");
}

void FindingBook::restore(std::vector<evidence::Finding> open) {
    for (evidence::Finding& finding : open) {
        const evidence::FindingIdentity identity = finding.identity;
        const Timestamp told = finding.updated;
        open_[identity] = {std::move(finding), told, {}};
    }
}

void FindingBook::change(const Entry& entry, Step step, bool told) {
    FindingChange out{entry.finding, step, told, entry.more};
    if (step == Step::update && !told) {
        changes_[entry.finding.fid] = std::move(out);
        return;
    }
    changes_.erase(entry.finding.fid);
    steps_.push_back(std::move(out));
}

void FindingBook::see(const Sighting& sighting) {
    const auto at = open_.find(sighting.identity);
    if (at == open_.end()) {
        if (open_.size() >= kMostOpen) {
            ++refused_;
            return;
        }
        Entry entry;
        evidence::Finding& finding = entry.finding;
        finding.fid = make_ulid(sighting.at);
        finding.identity = sighting.identity;
        finding.requirement = sighting.requirement;
        finding.opened = finding.updated = sighting.at;
        finding.count = sighting.count;
        finding.severity = sighting.severity;
        finding.role = sighting.role;
        finding.szone = sighting.szone;
        finding.dzone = sighting.dzone;
        finding.policy = sighting.policy;
        entry.told = sighting.at;
        entry.more = sighting.more;
        change(entry, Step::open, true);
        open_.emplace(sighting.identity, std::move(entry));
        return;
    }
    Entry& entry = at->second;
    entry.finding.updated = std::max(entry.finding.updated, sighting.at);
    entry.finding.count += sighting.count;
    entry.finding.policy = sighting.policy;
    entry.more = sighting.more;
    const bool tell = sighting.at.nanoseconds - entry.told.nanoseconds >= kTellEvery;
    if (tell) entry.told = sighting.at;
    change(entry, Step::update, tell);
}

void FindingBook::close(const evidence::FindingIdentity& identity, Timestamp now) {
    const auto at = open_.find(identity);
    if (at == open_.end()) return;
    evidence::Finding& finding = at->second.finding;
    finding.state = evidence::FindingState::closed;
    finding.updated = now;
    finding.closed = now;
    change(at->second, Step::close, true);
    open_.erase(at);
}

void FindingBook::close_quiet(Timestamp now) {
    std::vector<evidence::FindingIdentity> quiet;
    for (const auto& [identity, entry] : open_)
        if (!is_requirement_finding(identity.kind) &&
            now.nanoseconds - entry.finding.updated.nanoseconds >= kQuiet)
            quiet.push_back(identity);
    for (const evidence::FindingIdentity& identity : quiet)
        close(identity, now);
}

std::vector<FindingChange> FindingBook::take_changes() {
    std::vector<FindingChange> out = std::exchange(steps_, {});
    for (auto& [fid, change] : changes_)
        out.push_back(std::move(change));
    changes_.clear();
    return out;
}

}  // namespace portolan::live
